using System.Text.Json;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;

/// <summary>A response's stream as a strict client reads it: each event has a name, one line of data and the next number.</summary>
internal sealed class ResponsesEvents
{
    private ResponsesEvents(IReadOnlyList<(string Name, JsonElement Data)> events) => Events = events;

    public IReadOnlyList<(string Name, JsonElement Data)> Events { get; }

    public IEnumerable<string> Names => Events.Select(static serverEvent => serverEvent.Name);

    /// <summary>The response in the last event.</summary>
    public JsonElement Last => Events[^1].Data.GetProperty("response");

    public JsonElement[] Output => [.. Last.GetProperty("output").EnumerateArray()];

    /// <summary>The text, joined from its deltas.</summary>
    public string Text => Pieces("response.output_text.delta");

    public static ResponsesEvents Of(string body)
    {
        body.ShouldEndWith("\n\n");
        var events = new List<(string, JsonElement)>();
        foreach (var text in body[..^2].Split("\n\n").Where(static text => !text.StartsWith(':')))
        {
            var lines = text.Split('\n');
            lines.Length.ShouldBe(2, text);
            lines[0].ShouldStartWith("event: ");
            lines[1].ShouldStartWith("data: ");
            var data = JsonElement.Parse(lines[1]["data: ".Length..]);
            data.GetProperty("type").GetString().ShouldBe(lines[0]["event: ".Length..]);
            data.GetProperty("sequence_number").GetInt32().ShouldBe(events.Count, body);
            events.Add((lines[0]["event: ".Length..], data));
        }

        return new ResponsesEvents(events);
    }

    public string Pieces(string name) => string.Concat(Events.Where(serverEvent => serverEvent.Name == name).Select(static serverEvent => serverEvent.Data.GetProperty("delta").GetString()));
}
