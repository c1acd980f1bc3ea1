"""From the operations that rules ask for to splices of the original text. The only room that imports LibCST."""
