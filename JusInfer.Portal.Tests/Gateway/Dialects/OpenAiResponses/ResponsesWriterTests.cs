using System.Text;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Tests.Gateway.Streaming.Resumption;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;

public sealed class ResponsesWriterTests
{
    /// <summary>Some clients replace the response with the object in such an event, so it contains everything that they need to continue.</summary>
    [Fact]
    [Trait("Promise", "P-27")]
    public void A_waiting_client_gets_events_without_new_content()
    {
        var call = InterruptedCalls.CreateCall(InterruptedCalls.ResponsesClient, """{"model":"a","stream":true,"store":false,"input":"x"}""");
        call.DropAnswer();
        using var output = new PooledBuffer(1024);
        var writer = call.Context.ClientDialect.Writer(call, output);

        writer.WriteKeepAlive();
        writer.Text("a"u8);
        writer.WriteKeepAlive();
        writer.Text("b"u8);
        writer.ToolCall(0, new ToolCallHead("call_1", "look"));
        writer.Arguments(0, "{"u8);
        writer.WriteKeepAlive();
        writer.Arguments(0, "}"u8);
        writer.Finish(FinishReason.ToolCalls);
        writer.End();

        var stream = ResponsesEvents.Of(Encoding.UTF8.GetString(output.Span));
        stream.Names.First().ShouldBe("response.created");
        stream.Events.Where(static serverEvent => serverEvent.Name == "response.output_text.delta").Select(static serverEvent => serverEvent.Data.GetProperty("delta").GetString()).ShouldBe(["a", "", "b"]);
        var sofar = stream.Events.Last(static serverEvent => serverEvent.Name == "response.in_progress").Data.GetProperty("response");
        sofar.GetProperty("status").GetString().ShouldBe("in_progress");
        sofar.GetProperty("output")[0].GetProperty("content")[0].GetProperty("text").GetString().ShouldBe("ab");
        sofar.GetProperty("output")[1].GetProperty("arguments").GetString().ShouldBe("{");
        stream.Output[1].GetProperty("arguments").GetString().ShouldBe("{}");
    }
}
