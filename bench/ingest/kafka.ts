export async function benchKafka(): Promise<object> {
  return {};
}
