using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using JusInfer.Portal.Simulator;
using JusInfer.Portal.Tests.TestKit.Fakes;
using OpenAI;
using OpenAI.Chat;

namespace JusInfer.Portal.Tests.Simulator;

/// <summary>OpenAI's .NET client reads the simulator's answers.</summary>
[Trait("Promise", "P-27")]
public sealed class OfficialClientTests : IDisposable
{
    private static readonly ChatTool Weather = ChatTool.CreateFunctionTool(
        "get_weather", "Current weather", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"""));

    private readonly SimulatorHandler handler;
    private readonly HttpClient http;
    private readonly ChatClient client;

    public OfficialClientTests()
    {
        handler = new SimulatorHandler(SimulatedUpstream.WithoutDelays, new ManualTime());
        http = new HttpClient(handler);
        client = new ChatClient("sim/model", new ApiKeyCredential("none"), new OpenAIClientOptions
        {
            Endpoint = new Uri("http://simulator/v1"),
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(0),
        });
    }

    public void Dispose()
    {
        http.Dispose();
        handler.Dispose();
    }

    [Fact]
    public async Task A_response_is_read()
    {
        ChatCompletion completion = await client.CompleteChatAsync([new UserChatMessage("hello")], cancellationToken: TestContext.Current.CancellationToken);

        completion.Content[0].Text.ShouldStartWith("[simulated]");
        completion.FinishReason.ShouldBe(ChatFinishReason.Stop);
        completion.Usage.TotalTokenCount.ShouldBe(completion.Usage.InputTokenCount + completion.Usage.OutputTokenCount);
        completion.Usage.InputTokenDetails.CachedTokenCount.ShouldBe(0);
    }

    [Fact]
    public async Task A_stream_is_read_including_its_usage()
    {
        var text = new StringBuilder();
        ChatTokenUsage? usage = null;
        await foreach (var update in client.CompleteChatStreamingAsync([new UserChatMessage("hello")], cancellationToken: TestContext.Current.CancellationToken))
        {
            foreach (var part in update.ContentUpdate) text.Append(part.Text);
            usage ??= update.Usage;
        }

        text.ToString().ShouldStartWith("[simulated]");
        usage.ShouldNotBeNull().OutputTokenCount.ShouldBeGreaterThan(0);
    }

    [Fact]
    [Trait("Promise", "P-19")]
    public async Task A_tool_is_called_and_its_result_is_answered()
    {
        var messages = new List<ChatMessage> { new UserChatMessage("What is the weather in Paris?") };
        var options = new ChatCompletionOptions { Tools = { Weather } };
        ChatCompletion calling = await client.CompleteChatAsync(messages, options, TestContext.Current.CancellationToken);
        var call = calling.ToolCalls.ShouldHaveSingleItem();

        messages.Add(new AssistantChatMessage(calling));
        messages.Add(new ToolChatMessage(call.Id, "rain"));
        ChatCompletion answer = await client.CompleteChatAsync(messages, options, TestContext.Current.CancellationToken);

        calling.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
        call.FunctionArguments.ToString().ShouldBe("""{"city":"Paris"}""");
        answer.Content[0].Text.ShouldContain("> rain");
    }

    [Fact]
    public async Task An_error_is_read()
    {
        var fault = await Should.ThrowAsync<ClientResultException>(async () => await client.CompleteChatAsync(
            [new UserChatMessage("hello")], new ChatCompletionOptions { MaxOutputTokenCount = -1 }, TestContext.Current.CancellationToken));

        fault.Status.ShouldBe(400);
        fault.Message.ShouldContain("max_completion_tokens");
    }
}
