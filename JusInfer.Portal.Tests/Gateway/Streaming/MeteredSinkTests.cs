using System.Text;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Upstream;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Translation.Responses;

namespace JusInfer.Portal.Tests.Gateway.Streaming;

/// <summary>The content that is billed if the provider reports no usage.</summary>
[Trait("Promise", "P-8")]
public sealed class MeteredSinkTests
{
    [Theory]
    [InlineData("""{"content":"four"}""", 4)]
    [InlineData("""{"content":"\u00e9"}""", 2)]
    [InlineData("""{"reasoning":"four","content":"four"}""", 8)]
    [InlineData("""{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"look","arguments":""}}]}""", 4)]
    [InlineData("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"a"}}]}""", 3)]
    [InlineData("""{"tool_calls":[{"function":{"name":"f","arguments":{"a":1}}},{"index":1,"custom":{"input":"xy"}}]}""", 10)]
    [InlineData("""{"role":"assistant","content":"","unheard":1}""", 0)]
    public void Only_content_of_the_model_is_counted(string delta, int bytes)
    {
        var meter = new Meter();
        using var deadline = new AttemptDeadline(AttemptTimeouts.Default, endsWithClient: true, TimeProvider.System, TimeProvider.System.GetTimestamp(), CancellationToken.None);
        var sink = new MeteredSink(NullSink.Instance, meter, deadline, TimeProvider.System);

        new ChatResponseReader().Read(default, Encoding.UTF8.GetBytes($$"""{"choices":[{"index":0,"delta":{{delta}},"finish_reason":null}]}"""), sink);

        meter.ContentBytes.ShouldBe(bytes);
    }
}
