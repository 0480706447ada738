// Stands for the text of a Markdown file in tests.
export default '# A runbook';
