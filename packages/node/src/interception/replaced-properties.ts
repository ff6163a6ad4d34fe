/** Gives an object properties of its own, in place of those that it has. Returns a function that brings those back. */
export function replaceProperties(target: object, properties: PropertyDescriptorMap): () => void {
  const before = Object.keys(properties).map((name) => [name, Object.getOwnPropertyDescriptor(target, name)] as const);
  Object.defineProperties(target, properties);
  return () => {
    for (const [name, descriptor] of before) {
      if (descriptor === undefined) Reflect.deleteProperty(target, name);
      else Object.defineProperty(target, name, descriptor);
    }
  };
}

/** A method, as one that is assigned: others may wrap it. */
export function method(value: (...call: never[]) => unknown): PropertyDescriptor {
  return { configurable: true, writable: true, value };
}
