using System.Text.Json;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;

/// <summary>
/// Assembles a response's stream as the strictest client does: items begin and end one after the other, each event names the item and the part that
/// are open, and the last event of each part repeats its deltas as a whole.
/// </summary>
internal sealed class ResponsesAssembly
{
    private readonly List<JsonElement> items = [];
    private readonly List<JsonElement> parts = [];
    private JsonElement? open;
    private string? text;

    private ResponsesAssembly()
    {
    }

    public IReadOnlyList<JsonElement> Items => items;

    /// <summary>The text of the answer, joined from its deltas.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Each call with its kind, its id, its tool and its arguments.</summary>
    public IEnumerable<string[]> Calls => items.Where(static item => Type(item).EndsWith("_call", StringComparison.Ordinal)).Select(static item => (string[])
    [
        Type(item), Value(item, "call_id"), Value(item, "name"), Type(item) == "function_call" ? Value(item, "arguments") : Value(item, "input"),
    ]);

    public static ResponsesAssembly Of(ResponsesEvents stream)
    {
        var read = new ResponsesAssembly();
        foreach (var (name, data) in stream.Events) read.Take(name, data);
        return read;
    }

    private void Take(string name, JsonElement data)
    {
        if (data.TryGetProperty("item_id", out var id)) id.GetString().ShouldBe(Value(open.ShouldNotBeNull(name), "id"));
        if (data.TryGetProperty("output_index", out var index)) index.GetInt32().ShouldBe(items.Count, name);
        if (data.TryGetProperty("content_index", out var part) || data.TryGetProperty("summary_index", out part)) part.GetInt32().ShouldBe(parts.Count, name);
        switch (name)
        {
            case "response.output_item.added":
                open.ShouldBeNull();
                open = data.GetProperty("item");
                parts.Clear();
                break;
            case "response.content_part.added" or "response.reasoning_summary_part.added":
                text.ShouldBeNull();
                text = "";
                break;
            case "response.output_text.delta" or "response.reasoning_summary_text.delta" or "response.reasoning_text.delta":
                text += Value(data, "delta");
                if (name == "response.output_text.delta") Text += Value(data, "delta");
                break;
            case "response.output_text.done" or "response.reasoning_summary_text.done" or "response.reasoning_text.done":
                Value(data, "text").ShouldBe(text);
                break;
            case "response.content_part.done" or "response.reasoning_summary_part.done":
                Value(data.GetProperty("part"), "text").ShouldBe(text);
                parts.Add(data.GetProperty("part"));
                text = null;
                break;
            case "response.output_item.done":
                End(data.GetProperty("item"));
                break;
            case "response.completed" or "response.incomplete" or "response.failed":
                open.ShouldBeNull();
                data.GetProperty("response").GetProperty("output").EnumerateArray().Select(static item => item.GetRawText()).ShouldBe(items.Select(static item => item.GetRawText()));
                break;
        }
    }

    private void End(JsonElement item)
    {
        text.ShouldBeNull();
        if (open is { } begun) Value(item, "id").ShouldBe(Value(begun, "id"));
        if (Type(item) is "message" or "reasoning")
            item.GetProperty(Type(item) == "message" || !item.TryGetProperty("summary", out _) ? "content" : "summary").EnumerateArray().Select(static part => part.GetRawText()).ShouldBe(parts.Select(static part => part.GetRawText()));
        items.Add(item);
        open = null;
    }

    private static string Type(JsonElement item) => Value(item, "type");

    private static string Value(JsonElement value, string name) => value.GetProperty(name).GetString()!;
}
