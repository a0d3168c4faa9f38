using System.ClientModel;
using System.Text;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using OpenAI.Chat;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiChat;

/// <summary>Tests OpenAI's .NET client, configured only with the base address and a key.</summary>
[Trait("Promise", "P-16")]
[Trait("Promise", "P-27")]
public sealed class OpenAiClientTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private static readonly ChatTool Weather = ChatTool.CreateFunctionTool(
        "get_weather", "Current weather", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"""));

    [Fact]
    [Trait("Promise", "P-17")]
    public async Task A_response_is_read()
    {
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("an answer", ChatSse.OpenAiUsage)));
        var client = (await gateway.Team.MintAsync()).OpenAi().GetChatClient(GatewayHost.Frontier);

        ChatCompletion completion = await client.CompleteChatAsync(
            [new SystemChatMessage("be brief"), new UserChatMessage("hello"), new AssistantChatMessage("hi"), new UserChatMessage("go on")],
            cancellationToken: TestContext.Current.CancellationToken);

        completion.Content[0].Text.ShouldBe("an answer");
        completion.FinishReason.ShouldBe(ChatFinishReason.Stop);
        completion.Usage.InputTokenDetails.CachedTokenCount.ShouldBe(40);
        gateway.Alpha.LastRequest.Json.GetProperty("messages").GetArrayLength().ShouldBe(4);
        gateway.Alpha.LastRequest.Json.GetProperty("model").GetString().ShouldBe("frontier-upstream");
    }

    [Fact]
    [Trait("Promise", "P-18")]
    public async Task A_stream_is_read_including_its_usage()
    {
        gateway.Alpha.Script(Replies.Sse(ChatSse.Stream("an ", "answer")));
        var client = (await gateway.Team.MintAsync()).OpenAi().GetChatClient(GatewayHost.Frontier);

        var text = new StringBuilder();
        ChatTokenUsage? usage = null;
        ChatFinishReason? finish = null;
        await foreach (var update in client.CompleteChatStreamingAsync([new UserChatMessage("hello")], cancellationToken: TestContext.Current.CancellationToken))
        {
            foreach (var part in update.ContentUpdate) text.Append(part.Text);
            usage ??= update.Usage;
            finish ??= update.FinishReason;
        }

        text.ToString().ShouldBe("an answer");
        finish.ShouldBe(ChatFinishReason.Stop);
        usage.ShouldNotBeNull().TotalTokenCount.ShouldBe(15);
    }

    [Fact]
    [Trait("Promise", "P-19")]
    public async Task A_tool_is_called_and_its_result_is_answered()
    {
        gateway.Alpha.Script(Replies.Json(ChatSse.ToolCompletion("get_weather", """{"city":"Paris"}""")), Replies.Json(ChatSse.Completion("rain")));
        var client = (await gateway.Team.MintAsync()).OpenAi().GetChatClient(GatewayHost.Frontier);
        var talk = new List<ChatMessage> { new UserChatMessage("What is the weather in Paris?") };
        var options = new ChatCompletionOptions { Tools = { Weather } };

        ChatCompletion calling = await client.CompleteChatAsync(talk, options, TestContext.Current.CancellationToken);
        var call = calling.ToolCalls.ShouldHaveSingleItem();
        talk.Add(new AssistantChatMessage(calling));
        talk.Add(new ToolChatMessage(call.Id, "rain"));
        ChatCompletion answer = await client.CompleteChatAsync(talk, options, TestContext.Current.CancellationToken);

        calling.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
        call.FunctionArguments.ToString().ShouldBe("""{"city":"Paris"}""");
        answer.Content[0].Text.ShouldBe("rain");
        gateway.Alpha.LastRequest.Text.ShouldContain("\"tool_call_id\":\"call_1\"");
    }

    [Fact]
    [Trait("Promise", "P-19")]
    public async Task Parallel_tool_calls_are_read_from_a_stream()
    {
        gateway.Alpha.Script(Replies.Sse(
            ChatSse.Role()
            + Tool("""{"index":0,"id":"call_a","type":"function","function":{"name":"get_weather","arguments":""}}""")
            + Tool("""{"index":0,"function":{"arguments":"{\"city\":"}}""")
            + Tool("""{"index":0,"function":{"arguments":"\"Paris\"}"}}""")
            + Tool("""{"index":1,"id":"call_b","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"Rome\"}"}}""")
            + ChatSse.Finish("tool_calls") + ChatSse.Usage() + ChatSse.Done));
        var client = (await gateway.Team.MintAsync()).OpenAi().GetChatClient(GatewayHost.Frontier);

        var arguments = new SortedDictionary<int, string>();
        var ids = new SortedDictionary<int, string>();
        ChatFinishReason? finish = null;
        await foreach (var update in client.CompleteChatStreamingAsync(
            [new UserChatMessage("weather?")], new ChatCompletionOptions { Tools = { Weather } }, TestContext.Current.CancellationToken))
        {
            finish ??= update.FinishReason;
            foreach (var call in update.ToolCallUpdates)
            {
                if (call.ToolCallId is { Length: > 0 } id) ids[call.Index] = id;
                arguments[call.Index] = arguments.GetValueOrDefault(call.Index) + call.FunctionArgumentsUpdate;
            }
        }

        finish.ShouldBe(ChatFinishReason.ToolCalls);
        ids.Values.ShouldBe(["call_a", "call_b"]);
        arguments.Values.ShouldBe(["""{"city":"Paris"}""", """{"city":"Rome"}"""]);
    }

    [Fact]
    public async Task A_rejection_is_read_with_its_code()
    {
        var client = (await gateway.Team.MintAsync()).OpenAi().GetChatClient("no/such-model");

        var fault = await Should.ThrowAsync<ClientResultException>(async () => await client.CompleteChatAsync(
            [new UserChatMessage("hello")], cancellationToken: TestContext.Current.CancellationToken));

        fault.Status.ShouldBe(404);
        fault.Message.ShouldContain("MODEL_NOT_FOUND");
    }

    [Fact]
    [Trait("Promise", "P-2")]
    public async Task Models_are_listed_and_found()
    {
        var client = (await gateway.Team.MintAsync()).OpenAi().GetOpenAIModelClient();

        var models = await client.GetModelsAsync(TestContext.Current.CancellationToken);
        var found = await client.GetModelAsync(GatewayHost.Frontier, TestContext.Current.CancellationToken);

        models.Value.Select(model => model.Id).ShouldContain(GatewayHost.Frontier);
        found.Value.Id.ShouldBe(GatewayHost.Frontier);
        found.Value.OwnedBy.ShouldBe("test");
    }

    private static string Tool(string call) => ChatSse.Event(ChatSse.Chunk($$"""{"tool_calls":[{{call}}]}""", "null"));
}
