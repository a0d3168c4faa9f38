using System.Text;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Tests.TestKit.Builders;

namespace JusInfer.Portal.Tests.Gateway.Translation.Answers;

/// <summary>What is said to a client that waits while what comes for it is held, or nothing comes.</summary>
[Trait("Promise", "P-27")]
public sealed class TranslatingRelayTests : IDisposable
{
    private readonly PooledBuffer output = new(256);
    private readonly ToolCallBuffer holding;
    private readonly TranslatingRelay relay;

    public TranslatingRelayTests()
    {
        var call = ACall.Of(new ChatClientDialect(), ChatRequestReader.Read("""{"model":"a","stream":true,"messages":[{"role":"user","content":"x"}]}"""u8).Value);
        var writer = call.Context.ClientDialect.Writer(call, output);
        holding = new ToolCallBuffer(writer, call.Transcript, holds: true);
        relay = new TranslatingRelay(reader: null!, pipeline: holding, holding, writer);
        holding.Text("begun"u8);
        Told();
    }

    public void Dispose() => output.Dispose();

    [Fact]
    public void Before_long_nothing_is() => Reassured(isLong: false).ShouldBeEmpty();

    [Fact]
    public void Where_nothing_is_held_it_is_a_chunk_of_nothing() => Reassured(isLong: true).ShouldContain("\"delta\":{},");

    [Fact]
    public void Where_a_call_is_held_it_is_its_head_and_then_that_it_is_coming()
    {
        holding.ToolCall(0, new ToolCallHead("call_1", "look"));

        Reassured(isLong: true).ShouldContain("\"id\":\"call_1\"");
        Reassured(isLong: true).ShouldContain("\"arguments\":\"\"");
    }

    private string Reassured(bool isLong)
    {
        relay.WriteKeepAlive(held: default, isLong).ShouldBe(0);
        return Told();
    }

    private string Told()
    {
        var told = Encoding.UTF8.GetString(output.Span);
        output.Consume(output.Length);
        return told;
    }
}
