using System.Text;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;

/// <summary>The time to check a request grows in proportion to its size, also if it has very many tool calls.</summary>
public sealed class ManyToolCallsTests
{
    private const int Calls = 2_500;

    [Fact]
    public void Many_calls_whose_outputs_follow_in_reverse_order_are_checked_quickly()
    {
        Growth.ShouldBeLinear(Calls, static calls =>
        {
            var request = ResponsesRequestReader.Read(Body(calls)).Value;
            return () => ResponsesToolCallValidator.Check(request);
        });
    }

    [Fact]
    public void Many_calls_whose_outputs_follow_in_reverse_order_are_translated_quickly()
    {
        Growth.ShouldBeLinear(Calls, static calls =>
        {
            var body = Body(calls);
            return () =>
            {
                using var conversation = ResponsesConversationReader.Read(body, recalled: 0);
                conversation.Turns.Length.ShouldBe(2);
            };
        });
    }

    private static byte[] Body(int calls)
    {
        var json = new StringBuilder("""{"model":"m","input":[""");
        for (var i = 0; i < calls; i++) json.Append($$"""{"type":"function_call","call_id":"c{{i}}","name":"f","arguments":"{}"},""");
        for (var i = calls - 1; i >= 0; i--)
            json.Append($$"""{"type":"function_call_output","call_id":"c{{i}}","output":""}{{(i == 0 ? "" : ",")}}""");
        return Encoding.UTF8.GetBytes(json.Append("]}").ToString());
    }
}
