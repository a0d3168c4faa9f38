using System.Text.Json;
using JusInfer.Portal.Simulator.Answering;

namespace JusInfer.Portal.Simulator.Writing;

/// <summary>Writes a completion that is not streamed: <c>chat.completion</c>.</summary>
internal static class CompletionWriter
{
    public static ReadOnlyMemory<byte> Write(Completion completion) => JsonBytes.Write(completion, static (json, completion) =>
    {
        json.WriteStartObject();
        json.WriteHead(completion, "chat.completion");
        json.WriteStartArray("choices");
        foreach (var (index, answer) in completion.Choices.Index()) WriteChoice(json, index, answer);
        json.WriteEndArray();
        json.WriteUsage(completion.Usage);
        json.WriteEndObject();
    });

    private static void WriteChoice(Utf8JsonWriter json, int index, Choice answer)
    {
        json.WriteStartObject();
        json.WriteNumber("index", index);
        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        json.WriteString("content", answer.Text.Length == 0 && !answer.Calls.IsEmpty ? null : answer.Text);
        json.WriteNull("refusal");
        if (!answer.Calls.IsEmpty) WriteCalls(json, answer);
        json.WriteEndObject();
        json.WriteNull("logprobs");
        json.WriteString("finish_reason", answer.FinishReason);
        json.WriteEndObject();
    }

    private static void WriteCalls(Utf8JsonWriter json, Choice answer)
    {
        json.WriteStartArray("tool_calls");
        foreach (var call in answer.Calls)
        {
            json.WriteStartObject();
            json.WriteString("id", call.Id);
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", call.Name);
            json.WriteString("arguments", call.Arguments);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
