public import SwiftProtobuf

/// A message of the ONNX format: protocol buffers' wire format, fields by the numbers of the specification
/// (<https://github.com/onnx/onnx/blob/main/onnx/onnx.proto>).
///
/// Fields that no message here declares are kept as they were read, and written again.
public protocol ONNXMessage: Message, Hashable {}

extension ONNXMessage {
    public func isEqualTo(message: any Message) -> Bool { message as? Self == self }
}

extension Visitor {
    /// Writes a text unless it is empty.
    mutating func visit(_ text: String, _ field: Int) throws {
        if !text.isEmpty { try visitSingularStringField(value: text, fieldNumber: field) }
    }

    /// Writes an integer unless it is zero.
    mutating func visit(_ number: Int64, _ field: Int) throws {
        if number != 0 { try visitSingularInt64Field(value: number, fieldNumber: field) }
    }

    /// Writes a message unless there is none.
    mutating func visit<M: Message>(_ message: M?, _ field: Int) throws {
        if let message { try visitSingularMessageField(value: message, fieldNumber: field) }
    }

    /// Writes the messages of a list.
    mutating func visit<M: Message>(_ messages: [M], _ field: Int) throws {
        if !messages.isEmpty { try visitRepeatedMessageField(value: messages, fieldNumber: field) }
    }

    /// Writes the texts of a list.
    mutating func visit(_ texts: [String], _ field: Int) throws {
        if !texts.isEmpty { try visitRepeatedStringField(value: texts, fieldNumber: field) }
    }
}
