using System.Text;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Streaming;

/// <summary>The keep-alive events while tool calls are buffered or nothing arrives.</summary>
[Trait("Promise", "P-27")]
public sealed class StreamRelayTests : IDisposable
{
    private readonly PooledBuffer output = new(256);
    private readonly StreamRelay relay;

    public StreamRelayTests()
    {
        var call = TestCalls.Create(new ChatClientDialect(), ChatRequestReader.Read("""{"model":"a","stream":true,"messages":[{"role":"user","content":"x"}]}"""u8).Value);
        var deadline = new AttemptDeadline(AttemptTimeouts.Default, endsWithClient: true, TimeProvider.System, TimeProvider.System.GetTimestamp(), CancellationToken.None);
        relay = Relays.Translating(call, deadline, TimeProvider.System, call.Context.ClientDialect.Writer(call, output));
        Take(ChatSse.Text("begun"));
        Written();
    }

    public void Dispose()
    {
        relay.Dispose();
        output.Dispose();
    }

    [Fact]
    public void Nothing_is_written_before_an_event_is_due() => KeepAlive(isEventDue: false).ShouldBeEmpty();

    [Fact]
    public void Without_a_buffered_tool_call_the_keep_alive_is_an_empty_chunk() => KeepAlive(isEventDue: true).ShouldContain("\"delta\":{},");

    [Fact]
    public void A_buffered_tool_call_is_announced_and_then_kept_alive_with_empty_arguments()
    {
        Take(ChatSse.Event(ChatSse.Chunk("""{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"look","arguments":"{"}}]}""", "null")));

        KeepAlive(isEventDue: true).ShouldContain("\"id\":\"call_1\"");
        KeepAlive(isEventDue: true).ShouldContain("\"arguments\":\"\"");
    }

    private void Take(string serverEvent) => relay.Relay(default, SseScanner.Data(Encoding.UTF8.GetBytes(serverEvent)));

    private string KeepAlive(bool isEventDue)
    {
        relay.WriteKeepAlive(isEventDue);
        return Written();
    }

    private string Written()
    {
        var written = Encoding.UTF8.GetString(output.Span);
        output.Consume(output.Length);
        return written;
    }
}
