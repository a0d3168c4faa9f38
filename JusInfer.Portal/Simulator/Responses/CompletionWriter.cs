using System.Text.Json;
using JusInfer.Portal.Simulator.Completions;

namespace JusInfer.Portal.Simulator.Responses;

/// <summary>Writes a completion that is not streamed: <c>chat.completion</c>.</summary>
internal static class CompletionWriter
{
    public static ReadOnlyMemory<byte> Write(Completion completion) => JsonBytes.Write(completion, static (json, completion) =>
    {
        json.WriteStartObject();
        json.WriteHead(completion, "chat.completion");
        json.WriteStartArray("choices");
        foreach (var (index, choice) in completion.Choices.Index()) WriteChoice(json, index, choice);
        json.WriteEndArray();
        json.WriteUsage(completion.Usage);
        json.WriteEndObject();
    });

    private static void WriteChoice(Utf8JsonWriter json, int index, Choice choice)
    {
        json.WriteStartObject();
        json.WriteNumber("index", index);
        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        json.WriteString("content", choice.Text.Length == 0 && !choice.Calls.IsEmpty ? null : choice.Text);
        json.WriteNull("refusal");
        if (!choice.Calls.IsEmpty) WriteCalls(json, choice);
        json.WriteEndObject();
        json.WriteNull("logprobs");
        json.WriteString("finish_reason", choice.FinishReason);
        json.WriteEndObject();
    }

    private static void WriteCalls(Utf8JsonWriter json, Choice choice)
    {
        json.WriteStartArray("tool_calls");
        foreach (var call in choice.Calls)
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
