using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;

/// <summary>A Messages stream as a strict client reads it: every event has a name, one data line, and the order that the dialect promises.</summary>
internal sealed class MessageStream
{
    private readonly SortedDictionary<int, (string Type, JsonElement Start, string Text, string Signature, bool Stopped)> blocks = [];

    private MessageStream(IReadOnlyList<(string Name, JsonElement Data)> events) => Events = events;

    public IReadOnlyList<(string Name, JsonElement Data)> Events { get; }

    public string Names => string.Join(' ', Events.Select(static one => one.Name));

    public JsonElement Start => Events.First(static one => one.Name == "message_start").Data.GetProperty("message");

    public JsonElement Delta => Events.Last(static one => one.Name == "message_delta").Data;

    public string? StopReason => Delta.GetProperty("delta").GetProperty("stop_reason").GetString();

    public bool IsDone => Events[^1].Name == "message_stop";

    /// <summary>Each block as <c>type:text</c>, in order. A call has its id and name, thinking its signature.</summary>
    public IReadOnlyList<string> Blocks =>
    [
        .. blocks.Values.Select(static block => block.Type switch
        {
            "tool_use" => $"tool_use:{block.Start.GetProperty("id").GetString()}:{block.Start.GetProperty("name").GetString()}:{block.Text}",
            "thinking" => $"thinking:{block.Text}:{block.Signature}",
            "redacted_thinking" => $"redacted_thinking:{block.Start.GetProperty("data").GetString()}",
            _ => $"{block.Type}:{block.Text}",
        }),
    ];

    public string Text => string.Concat(blocks.Values.Where(static block => block.Type == "text").Select(static block => block.Text));

    public static MessageStream Of(GatewayAnswer answer)
    {
        answer.ShouldBe(200);
        answer["Content-Type"].ShouldBe("text/event-stream; charset=utf-8");
        return Of(answer.Body);
    }

    public static MessageStream Of(string body)
    {
        body.ShouldEndWith("\n\n");
        var events = body[..^2].Split("\n\n").Where(static text => !text.StartsWith(':')).Select(static text =>
        {
            var lines = text.Split('\n');
            lines.Length.ShouldBe(2, text);
            lines[0].ShouldStartWith("event: ");
            lines[1].ShouldStartWith("data: ");
            var (name, data) = (lines[0]["event: ".Length..], JsonElement.Parse(lines[1]["data: ".Length..]));
            data.GetProperty("type").GetString().ShouldBe(name);
            return (name, data);
        });
        var stream = new MessageStream([.. events]);
        stream.Assemble();
        return stream;
    }

    private void Assemble()
    {
        Events[0].Name.ShouldBe("message_start");
        var open = -1;
        foreach (var (name, data) in Events.Skip(1))
        {
            switch (name)
            {
                case "content_block_start":
                    open.ShouldBe(-1, "a block began before the one before it had stopped");
                    open = data.GetProperty("index").GetInt32();
                    open.ShouldBe(blocks.Count);
                    var start = data.GetProperty("content_block");
                    blocks[open] = (start.GetProperty("type").GetString()!, start, "", "", false);
                    break;
                case "content_block_delta":
                    data.GetProperty("index").GetInt32().ShouldBe(open);
                    Add(open, data.GetProperty("delta"));
                    break;
                case "content_block_stop":
                    data.GetProperty("index").GetInt32().ShouldBe(open);
                    open = -1;
                    break;
                case "message_delta" or "message_stop":
                    open.ShouldBe(-1, "the message ended in the midst of a block");
                    break;
            }
        }
    }

    private void Add(int index, JsonElement delta)
    {
        var block = blocks[index];
        string Of(string field) => delta.TryGetProperty(field, out var value) ? value.GetString()! : "";
        blocks[index] = block with { Text = block.Text + Of("text") + Of("thinking") + Of("partial_json"), Signature = block.Signature + Of("signature") };
    }
}
