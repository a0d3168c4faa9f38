using System.Text.Json.Nodes;

namespace JusInfer.Portal.Tests.Simulator;

/// <summary>Reads the parts of a chat completion.</summary>
internal static class CompletionExtensions
{
    public static JsonObject Message(this JsonObject completion) => completion["choices"]![0]!["message"]!.AsObject();

    public static string Text(this JsonObject completion) => completion.Message()["content"]?.GetValue<string>() ?? "";

    public static string Finish(this JsonObject completion) => completion["choices"]![0]!["finish_reason"]!.GetValue<string>();

    public static int Usage(this JsonObject completion, string name) => completion["usage"]![name]!.GetValue<int>();

    public static int CachedTokens(this JsonObject completion) => completion["usage"]!["prompt_tokens_details"]!["cached_tokens"]!.GetValue<int>();

    public static IReadOnlyList<ReceivedToolCall> Calls(this JsonObject completion) =>
        [.. (completion.Message()["tool_calls"]?.AsArray() ?? []).Select(call => new ReceivedToolCall(
            call!["id"]!.GetValue<string>(),
            call["function"]!["name"]!.GetValue<string>(),
            call["function"]!["arguments"]!.GetValue<string>()))];
}

/// <summary>A tool call of a completion.</summary>
internal sealed record ReceivedToolCall(string Id, string Name, string Arguments)
{
    public JsonObject ParsedArguments => JsonNode.Parse(Arguments)!.AsObject();
}
