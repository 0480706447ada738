/** What an image or a style sheet is in a test: its name does not matter. */
export default 'asset';
