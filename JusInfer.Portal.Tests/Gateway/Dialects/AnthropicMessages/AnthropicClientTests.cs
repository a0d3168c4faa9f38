using System.Text.Json;
using Anthropic.Helpers;
using Anthropic.Models.Messages;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;

/// <summary>Tests Anthropic's .NET client, configured only with the base address and a key, with providers of every dialect.</summary>
[Trait("Promise", "P-16")]
[Trait("Promise", "P-27")]
public sealed class AnthropicClientTests(MessagesHost gateway) : IClassFixture<MessagesHost>
{
    private const string Weather = """[{"name":"get_weather","input_schema":{"type":"object","properties":{"city":{"type":"string"}}}}]""";

    [Theory]
    [InlineData(MessagesHost.Opus55)]
    [InlineData(MessagesHost.Gpt)]
    public async Task A_response_is_read(string model)
    {
        gateway.Claude.Script(Replies.Json(MessagesWire.TextMessage("an answer")));
        gateway.Chat.Script(Replies.Json(ChatSse.Completion("an answer", ChatSse.OpenAiUsage)));
        var client = (await gateway.Team.MintAsync()).Anthropic();

        var message = await client.Messages.Create(
            Params(MessagesHost.Asking(model)), TestContext.Current.CancellationToken);

        message.Validate();
        TextOf(message).ShouldBe("an answer");
        message.StopReason!.Raw().ShouldBe("end_turn");
        message.Usage.OutputTokens.ShouldBe(20);
    }

    [Theory]
    [InlineData(MessagesHost.Opus55)]
    [InlineData(MessagesHost.Gpt)]
    [Trait("Promise", "P-18")]
    public async Task A_stream_is_assembled(string model)
    {
        gateway.Claude.Script(Replies.Sse(MessagesWire.TextStream("an ", "answer")));
        gateway.Chat.Script(Replies.Sse(ChatSse.Stream("an ", "answer")));

        var message = await StreamAsync($$"""{"model":"{{model}}","max_tokens":100,"messages":[{"role":"user","content":"hello"}]}""");

        TextOf(message).ShouldBe("an answer");
        message.StopReason!.Raw().ShouldBe("end_turn");
    }

    [Theory]
    [InlineData(MessagesHost.Sonnet45)]
    [InlineData(MessagesHost.Gpt)]
    [Trait("Promise", "P-19")]
    public async Task Thinking_and_parallel_calls_are_read_from_a_stream(string model)
    {
        gateway.Claude.Script(Replies.Sse(MessagesWire.Stream(
            MessagesWire.Thinking(0, "EqQB", "hm") + MessagesWire.Call(1, "toolu_a", "get_weather", "{\"city\":", "\"Paris\"}") + MessagesWire.Call(2, "toolu_b", "get_weather", "{\"city\":\"Rome\"}"), "tool_use")));
        gateway.Chat.Script(Replies.Sse(
            ChatSse.Role() + ChatSse.Event(ChatSse.Chunk("""{"reasoning_content":"hm"}""", "null"))
            + Tool("""{"index":0,"id":"toolu_a","type":"function","function":{"name":"get_weather","arguments":"{\"city\":"}}""") + Tool("""{"index":0,"function":{"arguments":"\"Paris\"}"}}""")
            + Tool("""{"index":1,"id":"toolu_b","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"Rome\"}"}}""") + ChatSse.Finish("tool_calls") + ChatSse.Usage() + ChatSse.Done));

        var message = await StreamAsync($$$"""{"model":"{{{model}}}","max_tokens":9000,"thinking":{"type":"enabled","budget_tokens":2000},"tools":{{{Weather}}},"messages":[{"role":"user","content":"weather?"}]}""");

        message.Content[0].TryPickThinking(out var thinking).ShouldBeTrue();
        thinking!.Thinking.ShouldBe("hm");
        thinking.Signature.ShouldNotBeEmpty();
        message.Content.Skip(1).Select(static block => block.TryPickToolUse(out var call) ? $"{call.ID} {call.Name} {call.Input["city"].GetString()}" : null)
            .ShouldBe(["toolu_a get_weather Paris", "toolu_b get_weather Rome"]);
        message.StopReason!.Raw().ShouldBe("tool_use");
    }

    [Fact]
    public async Task An_image_in_a_tool_result_reaches_every_provider()
    {
        gateway.Chat.Script(Replies.Json(ChatSse.Completion("a cat")));
        var client = (await gateway.Team.MintAsync()).Anthropic();

        var message = await client.Messages.Create(
            Params($$$"""
                {"model":"{{{MessagesHost.Gpt}}}","max_tokens":100,"tools":{{{Weather}}},"messages":[{"role":"user","content":"look"},
                 {"role":"assistant","content":[{"type":"tool_use","id":"toolu_a","name":"get_weather","input":{}}]},
                 {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_a","content":[{"type":"text","text":"shot"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo="}}]}]}]}
                """), TestContext.Current.CancellationToken);

        TextOf(message).ShouldBe("a cat");
        gateway.Chat.LastRequest.Text.ShouldContain("data:image/png;base64,iVBORw0KGgo=");
    }

    [Fact]
    public async Task A_rejection_is_read_with_its_status()
    {
        var client = (await gateway.Team.MintAsync()).Anthropic();

        var fault = await Should.ThrowAsync<Anthropic.Exceptions.AnthropicNotFoundException>(async () => await client.Messages.Create(
            Params(MessagesHost.Asking("no/such")), TestContext.Current.CancellationToken));

        fault.Message.ShouldContain("MODEL_NOT_FOUND");
    }

    [Fact]
    public async Task Tokens_are_counted()
    {
        gateway.Claude.Script(Replies.Json("""{"input_tokens":2095}"""));
        var client = (await gateway.Team.MintAsync()).Anthropic();

        var count = await client.Messages.CountTokens(
            MessageCountTokensParams.FromRawUnchecked(None, None, Fields($$"""{"model":"{{MessagesHost.Opus55}}","messages":[{"role":"user","content":"hello"}]}""")), TestContext.Current.CancellationToken);

        count.InputTokens.ShouldBe(2095);
    }

    private async Task<Message> StreamAsync(string body)
    {
        var client = (await gateway.Team.MintAsync()).Anthropic();
        var aggregator = new MessageContentAggregator();
        await foreach (var _ in aggregator.CollectAsync(client.Messages.CreateStreaming(Params(body), TestContext.Current.CancellationToken)))
        {
            // The aggregator sees each event as it passes.
        }

        return aggregator.Message();
    }

    private static Dictionary<string, JsonElement> None => [];

    private static MessageCreateParams Params(string body) => MessageCreateParams.FromRawUnchecked(None, None, Fields(body));

    private static Dictionary<string, JsonElement> Fields(string body) =>
        JsonElement.Parse(body).EnumerateObject().ToDictionary(static field => field.Name, static field => field.Value);

    private static string TextOf(Message message) => string.Concat(message.Content.Select(static block => block.TryPickText(out var text) ? text.Text : ""));

    private static string Tool(string call) => ChatSse.Event(ChatSse.Chunk($$"""{"tool_calls":[{{call}}]}""", "null"));
}
