// The vendor marks its Responses client as subject to change. The test covers what people use.
#pragma warning disable OPENAI001

using System.ClientModel;
using System.Text;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using OpenAI.Responses;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;

/// <summary>Tests OpenAI's .NET client for Responses with a provider of Responses and with providers of other dialects.</summary>
[Trait("Promise", "P-16")]
[Trait("Promise", "P-27")]
public sealed class ResponsesClientTests(ResponsesHost gateway) : IClassFixture<ResponsesHost>
{
    private static readonly ResponseTool Weather = ResponseTool.CreateFunctionTool(
        "get_weather", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"""), strictModeEnabled: false, "Current weather");

    public static TheoryData<string> Models => [ResponsesHost.Native, ResponsesHost.Chat];

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_response_is_read(string model)
    {
        Script(Replies.Json(ResponsesWire.Whole("an answer")), Replies.Json(ChatSse.Completion("an answer", ChatSse.OpenAiUsage)));
        var client = await ClientAsync();

        ResponseResult answer = await client.CreateResponseAsync(model, "hello", null, TestContext.Current.CancellationToken);

        answer.GetOutputText().ShouldBe("an answer");
        answer.Status.ShouldBe(ResponseStatus.Completed);
        answer.Usage.InputTokenCount.ShouldBe(100);
        answer.Usage.InputTokenDetails.CachedTokenCount.ShouldBe(40);
        answer.Usage.OutputTokenDetails.ReasoningTokenCount.ShouldBe(5);
    }

    [Theory]
    [MemberData(nameof(Models))]
    [Trait("Promise", "P-18")]
    public async Task A_stream_is_read_to_its_end(string model)
    {
        Script(Replies.Sse(ResponsesWire.Stream("an ", "answer")), Replies.Sse(ChatSse.Stream("an ", "answer")));
        var client = await ClientAsync();

        var text = new StringBuilder();
        ResponseResult? completed = null;
        await foreach (var update in client.CreateResponseStreamingAsync(model, "hello", null, TestContext.Current.CancellationToken))
        {
            if (update is StreamingResponseOutputTextDeltaUpdate piece) text.Append(piece.Delta);
            if (update is StreamingResponseCompletedUpdate end) completed = end.Response;
        }

        text.ToString().ShouldBe("an answer");
        completed.ShouldNotBeNull().GetOutputText().ShouldBe("an answer");
    }

    [Theory]
    [MemberData(nameof(Models))]
    [Trait("Promise", "P-19")]
    public async Task A_tool_is_called_and_its_result_is_answered(string model)
    {
        const string Arguments = """{"city":"Paris"}""";
        Script(
            [Replies.Json(ResponsesWire.Response(ResponsesWire.Call("get_weather", Arguments, "call_1"))), Replies.Json(ResponsesWire.Whole("rain"))],
            [Replies.Json(ChatSse.ToolCompletion("get_weather", Arguments)), Replies.Json(ChatSse.Completion("rain"))]);
        var client = await ClientAsync();
        var options = new CreateResponseOptions(model, [ResponseItem.CreateUserMessageItem("What is the weather in Paris?")]) { Tools = { Weather }, StoredOutputEnabled = false };

        ResponseResult calling = await client.CreateResponseAsync(options, TestContext.Current.CancellationToken);
        var call = calling.OutputItems.OfType<FunctionCallResponseItem>().ShouldHaveSingleItem();
        foreach (var item in calling.OutputItems) options.InputItems.Add(item);
        options.InputItems.Add(ResponseItem.CreateFunctionCallOutputItem(call.CallId, "rain"));
        ResponseResult answer = await client.CreateResponseAsync(options, TestContext.Current.CancellationToken);

        call.FunctionName.ShouldBe("get_weather");
        call.FunctionArguments.ToString().ShouldBe(Arguments);
        call.CallId.ShouldBe("call_1");
        answer.GetOutputText().ShouldBe("rain");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_stored_response_can_be_continued_retrieved_and_deleted(string model)
    {
        Script(
            [Replies.Json(ResponsesWire.Whole("first")), Replies.Json(ResponsesWire.Whole("second").Replace("resp_up", "resp_second"))],
            [Replies.Json(ChatSse.Completion("first")), Replies.Json(ChatSse.Completion("second"))]);
        var client = await ClientAsync();
        var cancellation = TestContext.Current.CancellationToken;

        ResponseResult first = await client.CreateResponseAsync(model, "hello", null, cancellation);
        ResponseResult second = await client.CreateResponseAsync(model, "go on", first.Id, cancellation);
        ResponseResult fetched = await client.GetResponseAsync(second.Id, cancellation);
        var items = new List<ResponseItem>();
        await foreach (var item in client.GetResponseInputItemsAsync(second.Id, cancellation)) items.Add(item);
        ResponseDeletionResult deleted = await client.DeleteResponseAsync(second.Id, cancellation);

        second.PreviousResponseId.ShouldBe(first.Id);
        fetched.GetOutputText().ShouldBe("second");
        items.OfType<MessageResponseItem>().Select(static message => message.Content[0].Text).ShouldBe(["go on", "first", "hello"]);
        deleted.Deleted.ShouldBeTrue();
        (await Should.ThrowAsync<ClientResultException>(() => client.GetResponseAsync(second.Id, cancellation))).Status.ShouldBe(404);
    }

    private async Task<ResponsesClient> ClientAsync() => (await gateway.Team.MintAsync()).OpenAi().GetResponsesClient();

    private void Script(Reply native, Reply chat) => Script([native], [chat]);

    private void Script(Reply[] native, Reply[] chat)
    {
        gateway.NativeUpstream.Script(native);
        gateway.ChatUpstream.Script(chat);
    }
}
