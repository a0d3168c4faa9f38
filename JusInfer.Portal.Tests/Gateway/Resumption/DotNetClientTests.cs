using System.Text;
using System.Text.Json;
using Anthropic.Helpers;
using Anthropic.Models.Messages;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using OpenAI.Chat;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>OpenAI's and Anthropic's .NET clients do not notice that a stream is resumed, whatever the dialect of the interrupted upstream.</summary>
[Trait("Promise", "P-25")]
[Trait("Promise", "P-27")]
public sealed class DotNetClientTests(ResumptionHost host) : IClassFixture<ResumptionHost>
{
    private const string Schema = """{"type":"object","properties":{"path":{"type":"string"}},"required":["path"]}""";

    private static readonly Scenario Text = Scenario.All.Single(static scenario => scenario.Name == "many scripts");
    private static readonly Scenario Calls = Scenario.All.Single(static scenario => scenario.Name == "text, then two tool calls");

    public static TheoryData<string> Upstreams => DialectData.Dialects;

    [Theory]
    [MemberData(nameof(Upstreams))]
    public async Task The_OpenAI_client_reads_one_answer(string upstream)
    {
        var (text, calls, finish) = await ChatAsync(Text, upstream);

        text.ShouldBe(Text.ModelAnswer.Text);
        calls.ShouldBeEmpty();
        finish.ShouldBe(ChatFinishReason.Stop);
    }

    [Theory]
    [MemberData(nameof(Upstreams))]
    public async Task The_OpenAI_client_gets_each_tool_call_once(string upstream)
    {
        var (text, calls, finish) = await ChatAsync(Calls, upstream);

        text.ShouldBe(Calls.ModelAnswer.Text);
        calls.ShouldBe(Calls.ModelAnswer.Calls.Select(static call => $"{call.Name} {call.Arguments}"));
        finish.ShouldBe(ChatFinishReason.ToolCalls);
    }

    [Theory]
    [MemberData(nameof(Upstreams))]
    public async Task The_Anthropic_client_reads_one_message(string upstream)
    {
        var message = await MessageAsync(Text, upstream);

        TextOf(message).ShouldBe(Text.ModelAnswer.Text);
        message.StopReason!.Raw().ShouldBe("end_turn");
    }

    [Theory]
    [MemberData(nameof(Upstreams))]
    public async Task The_Anthropic_client_gets_each_tool_call_once(string upstream)
    {
        var message = await MessageAsync(Calls, upstream);

        TextOf(message).ShouldBe(Calls.ModelAnswer.Text);
        message.Content.Select(static block => block.TryPickToolUse(out var call) ? $"{call.Name} {call.Input["path"].GetString()}" : null).OfType<string>()
            .ShouldBe(Calls.ModelAnswer.Calls.Select(static call => $"{call.Name} {JsonElement.Parse(call.Arguments).GetProperty("path").GetString()}"));
        message.StopReason!.Raw().ShouldBe("tool_use");
    }

    private async Task<(string Text, IReadOnlyList<string> Calls, ChatFinishReason? Finish)> ChatAsync(Scenario answer, string upstream)
    {
        var (dialect, model) = InterruptedLate(answer, upstream);
        var options = new ChatCompletionOptions();
        foreach (var name in answer.Request.Tools) options.Tools.Add(ChatTool.CreateFunctionTool(name, "A tool", BinaryData.FromString(Schema)));
        var text = new StringBuilder();
        var calls = new SortedDictionary<int, string>();
        ChatFinishReason? finish = null;
        var client = host.Caller.OpenAi().GetChatClient(ResumptionHost.TwoProviders(dialect));
        await foreach (var update in client.CompleteChatStreamingAsync([new UserChatMessage(host.Register(model))], options, TestContext.Current.CancellationToken))
        {
            finish ??= update.FinishReason;
            foreach (var part in update.ContentUpdate) text.Append(part.Text);
            foreach (var call in update.ToolCallUpdates) calls[call.Index] = calls.GetValueOrDefault(call.Index, $"{call.FunctionName} ") + call.FunctionArgumentsUpdate;
        }

        model.RequestCount.ShouldBe(2);
        return (text.ToString(), [.. calls.Values], finish);
    }

    private async Task<Message> MessageAsync(Scenario answer, string upstream)
    {
        var (dialect, model) = InterruptedLate(answer, upstream);
        var tools = string.Join(',', answer.Request.Tools.Select(static name => $$"""{"name":"{{name}}","input_schema":{{Schema}}}"""));
        var body = JsonElement.Parse($$"""{"model":"{{ResumptionHost.TwoProviders(dialect)}}","max_tokens":1000,"tools":[{{tools}}],"messages":[{"role":"user","content":"{{host.Register(model)}}"}]}""");
        var request = MessageCreateParams.FromRawUnchecked(new Dictionary<string, JsonElement>(), new Dictionary<string, JsonElement>(), body.EnumerateObject().ToDictionary(static field => field.Name, static field => field.Value));
        var aggregator = new MessageContentAggregator();
        await foreach (var _ in aggregator.CollectAsync(host.Caller.Anthropic().Messages.CreateStreaming(request, TestContext.Current.CancellationToken)))
        {
            // The aggregator collects the events.
        }

        model.RequestCount.ShouldBe(2);
        return aggregator.Message();
    }

    /// <summary>A model that is interrupted in the last third of its answer.</summary>
    private static (ITestDialect Dialect, InterruptedModel Model) InterruptedLate(Scenario answer, string upstream)
    {
        var dialect = ResumptionHost.DialectOf(upstream);
        var ends = Interruption.EventEnds(dialect.WriteStream(answer.ModelAnswer, dialect.CreateRequest(answer.Request)));
        return (dialect, new InterruptedModel(dialect, answer.ModelAnswer, ContinuationStyle.RepeatsAnchor, new Interruption(InterruptionKind.ConnectionReset, ends[ends.Count * 2 / 3])));
    }

    private static string TextOf(Message message) => string.Concat(message.Content.Select(static block => block.TryPickText(out var text) ? text.Text : ""));
}
