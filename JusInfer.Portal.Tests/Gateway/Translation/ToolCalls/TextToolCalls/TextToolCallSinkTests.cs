using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Tests.Gateway.Translation.ToolCalls.TextToolCalls;

/// <summary>A long leaked call is found at its end, in linear time.</summary>
public sealed class TextToolCallSinkTests
{
    /// <summary>Markup, with a bracket that may end a call in nearly every piece.</summary>
    private static readonly string Markup = string.Concat(Enumerable.Repeat("<b>x</b>", 12_000));

    [Theory]
    [InlineData("hermes")]
    [InlineData("qwen")]
    public void A_long_leaked_call_is_found_at_its_end_in_linear_time(string form)
    {
        var listener = new Listener();
        var sink = new TextToolCallSink(listener, form == "hermes" ? new HermesFormat() : new QwenCoderFormat(), new OfferedTools([new Tool { Name = "write" }], new ToolNameRule(MaxLength: 64)));
        var leak = form == "hermes"
            ? $$$"""<tool_call>{"name":"write","arguments":{"text":"{{{Markup}}}"}}</tool_call>"""
            : $"<tool_call>\n<function=write>\n<parameter=text>\n{Markup}\n</parameter>\n</function>\n</tool_call>";
        var pieces = leak.Chunk(4).Select(static piece => JsonText.From(new string(piece)).Escaped.ToArray()).ToArray();

        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var piece in pieces) sink.Text(piece);
        var spent = GC.GetAllocatedBytesForCurrentThread() - before;

        listener.Called.ShouldBe("write", "its end has come, and the answer's need not");
        JsonElement.Parse(listener.Given).GetProperty("text").GetString().ShouldBe(Markup);
        listener.Heard.ToString().ShouldBeEmpty();
        spent.ShouldBeLessThan(400L * leak.Length, "a look with every piece takes a hundred times that");
    }

    private sealed class Listener() : ResponseSink(NullSink.Instance)
    {
        public StringBuilder Heard { get; } = new();

        public string? Called { get; private set; }

        public string Given { get; private set; } = "";

        public override void Text(ReadOnlySpan<byte> escaped) => Heard.Append(JsonText.OfEscaped(escaped).Decode());

        public override void ToolCall(int number, in ToolCallHead head) => Called = head.Name;

        public override void Arguments(int number, ReadOnlySpan<byte> escaped) => Given += JsonText.OfEscaped(escaped).Decode();
    }
}
