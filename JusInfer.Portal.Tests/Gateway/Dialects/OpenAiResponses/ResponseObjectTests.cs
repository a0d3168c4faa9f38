using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;

/// <summary>
/// Tests the fields that a response must have (github.com/openresponses/openresponses), whatever the dialect of the provider.
/// </summary>
public sealed class ResponseObjectTests(ResponsesHost gateway) : IClassFixture<ResponsesHost>
{
    private const string Tools = """
        ,"tools":[
          {"type":"function","name":"a","parameters":{"type":"object","properties":{}}},
          {"name":"b","strict":true,"type":"function",
           "parameters":{"type":"object","properties":{"type":{"type":"string","description":"strict"}}}},
          {"type":"custom","name":"c"},
          {"type":"function","name":"d"}]
        """;

    [Theory]
    [InlineData(ResponsesHost.Chat)]
    [InlineData(ResponsesHost.Claude)]
    public async Task A_whole_response_has_every_required_field(string model)
    {
        Script();

        var response = (await ResponsesHost.AskAsync(await gateway.Team.MintAsync(), ResponsesHost.Asking(model))).Json;

        response.GetProperty("completed_at").GetInt64().ShouldBeGreaterThanOrEqualTo(response.GetProperty("created_at").GetInt64());
        response.GetProperty("presence_penalty").GetDouble().ShouldBe(0);
        response.GetProperty("frequency_penalty").GetDouble().ShouldBe(0);
        response.GetProperty("access_programs").ValueKind.ShouldBe(JsonValueKind.Null);
        response.GetProperty("usage").GetProperty("input_tokens_details").GetProperty("cache_write_tokens").GetInt32()
            .ShouldBe(model == ResponsesHost.Claude ? 10 : 0);
    }

    [Fact]
    public async Task A_stream_is_completed_at_its_end_only_and_repeats_the_request()
    {
        gateway.ChatUpstream.Script(Replies.Sse(ChatSse.Stream("ab")));

        var body = ResponsesHost.Streaming(ResponsesHost.Chat, extra: ",\"presence_penalty\":0.5,\"frequency_penalty\":-1");

        var answer = await ResponsesHost.AskAsync(await gateway.Team.MintAsync(), body);

        var stream = ResponsesEvents.Of(answer.Body);
        stream.Events[0].Data.GetProperty("response").GetProperty("completed_at").ValueKind.ShouldBe(JsonValueKind.Null);
        stream.Last.GetProperty("completed_at").ValueKind.ShouldBe(JsonValueKind.Number);
        stream.Last.GetProperty("presence_penalty").GetDouble().ShouldBe(0.5);
        stream.Last.GetProperty("frequency_penalty").GetDouble().ShouldBe(-1);
    }

    [Fact]
    public async Task A_response_that_is_not_complete_has_no_time_of_completion()
    {
        gateway.ChatUpstream.Script(
            Replies.Sse(ChatSse.Role() + ChatSse.Text("half") + ChatSse.Finish("length") + ChatSse.Usage() + ChatSse.Done));

        var answer = await ResponsesHost.AskAsync(await gateway.Team.MintAsync(), ResponsesHost.Streaming(ResponsesHost.Chat));

        ResponsesEvents.Of(answer.Body).Last.GetProperty("completed_at").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Functions_are_repeated_with_what_the_request_left_out(bool streamed)
    {
        if (streamed) gateway.ChatUpstream.Script(Replies.Sse(ChatSse.Stream("ab")));
        else Script();
        var body = ResponsesHost.Asking(ResponsesHost.Chat, extra: streamed ? $",\"stream\":true{Tools}" : Tools);

        var answer = await ResponsesHost.AskAsync(await gateway.Team.MintAsync(), body);

        foreach (var response in streamed ? Responses(answer) : [answer.Json])
        {
            var tools = response.GetProperty("tools");
            tools[0].GetProperty("strict").ValueKind.ShouldBe(JsonValueKind.Null);
            tools[0].GetProperty("parameters").GetProperty("type").GetString().ShouldBe("object");
            tools[1].GetProperty("strict").GetBoolean().ShouldBeTrue();
            tools[1].EnumerateObject().Count().ShouldBe(4);
            tools[2].GetRawText().ShouldBe("""{"type":"custom","name":"c"}""");
            tools[3].GetProperty("strict").ValueKind.ShouldBe(JsonValueKind.Null);
            tools[3].GetProperty("parameters").ValueKind.ShouldBe(JsonValueKind.Null);
        }
    }

    [Fact]
    public async Task What_passes_through_stays_as_the_provider_sent_it()
    {
        gateway.NativeUpstream.Script(Replies.Json(ResponsesWire.Whole("ab")));

        var response = (await ResponsesHost.AskAsync(await gateway.Team.MintAsync(), ResponsesHost.Asking(ResponsesHost.Native))).Json;

        response.TryGetProperty("completed_at", out _).ShouldBeFalse();
        response.TryGetProperty("presence_penalty", out _).ShouldBeFalse();
        response.GetProperty("usage").GetRawText().ShouldBe(ResponsesWire.Usage);
    }

    private static IEnumerable<JsonElement> Responses(GatewayAnswer answer) => ResponsesEvents.Of(answer.Body).Events
        .Where(static one => one.Data.TryGetProperty("response", out _)).Select(static one => one.Data.GetProperty("response"));

    private void Script()
    {
        gateway.ChatUpstream.Script(Replies.Json(ChatSse.Completion("ab", ChatSse.OpenAiUsage)));
        gateway.ClaudeUpstream.Script(Replies.Json(MessagesWire.TextMessage("ab")));
    }
}
