using System.Diagnostics;
using System.Text;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;

/// <summary>The time to check a request grows in proportion to its size, also if it has very many tool calls.</summary>
public sealed class ManyToolCallsTests
{
    private const int Calls = 150_000;

    /// <summary>Far more than the check takes, and far less than it takes if each output searches all open calls.</summary>
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(8);

    [Fact]
    public void Many_calls_whose_outputs_follow_in_reverse_order_are_checked_quickly()
    {
        var body = Body();
        var request = ResponsesRequestReader.Read(body).Value;
        var started = Stopwatch.GetTimestamp();

        ResponsesToolCallValidator.Check(request);

        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(MaxTime);
    }

    [Fact]
    public void Many_calls_whose_outputs_follow_in_reverse_order_are_translated_quickly()
    {
        var body = Body();
        var started = Stopwatch.GetTimestamp();

        using var conversation = ResponsesConversationReader.Read(body, recalled: 0);

        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(MaxTime);
        conversation.Turns.Length.ShouldBe(2);
    }

    private static byte[] Body()
    {
        var json = new StringBuilder("""{"model":"m","input":[""");
        for (var i = 0; i < Calls; i++) json.Append($$"""{"type":"function_call","call_id":"c{{i}}","name":"f","arguments":"{}"},""");
        for (var i = Calls - 1; i >= 0; i--) json.Append($$"""{"type":"function_call_output","call_id":"c{{i}}","output":""}{{(i == 0 ? "" : ",")}}""");
        return Encoding.UTF8.GetBytes(json.Append("]}").ToString());
    }
}
