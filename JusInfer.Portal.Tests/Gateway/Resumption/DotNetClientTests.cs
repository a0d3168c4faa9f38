using System.Text;
using System.Text.Json;
using Anthropic.Helpers;
using Anthropic.Models.Messages;
using JusInfer.Portal.Tests.Gateway.Conformance.Speakers;
using OpenAI.Chat;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>OpenAI's and Anthropic's own .NET clients ride through a cut without noticing, whatever the dialect of the upstream that died.</summary>
[Trait("Promise", "P-25")]
[Trait("Promise", "P-27")]
public sealed class DotNetClientTests(ResumptionHost host) : IClassFixture<ResumptionHost>
{
    private const string Schema = """{"type":"object","properties":{"path":{"type":"string"}},"required":["path"]}""";

    private static readonly Answer Text = Answer.All.Single(static answer => answer.Name == "many scripts");
    private static readonly Answer Calls = Answer.All.Single(static answer => answer.Name == "text, then two calls");

    public static TheoryData<string> Upstreams => Every.Dialect;

    [Theory]
    [MemberData(nameof(Upstreams))]
    public async Task OpenAIs_client_reads_one_answer(string upstream)
    {
        var (text, calls, finish) = await ChatAsync(Text, upstream);

        text.ShouldBe(Text.Said.Text);
        calls.ShouldBeEmpty();
        finish.ShouldBe(ChatFinishReason.Stop);
    }

    [Theory]
    [MemberData(nameof(Upstreams))]
    public async Task OpenAIs_client_is_called_once(string upstream)
    {
        var (text, calls, finish) = await ChatAsync(Calls, upstream);

        text.ShouldBe(Calls.Said.Text);
        calls.ShouldBe(Calls.Said.Calls.Select(static call => $"{call.Name} {call.Arguments}"));
        finish.ShouldBe(ChatFinishReason.ToolCalls);
    }

    [Theory]
    [MemberData(nameof(Upstreams))]
    public async Task Anthropics_client_reads_one_message(string upstream)
    {
        var message = await MessageAsync(Text, upstream);

        TextOf(message).ShouldBe(Text.Said.Text);
        message.StopReason!.Raw().ShouldBe("end_turn");
    }

    [Theory]
    [MemberData(nameof(Upstreams))]
    public async Task Anthropics_client_is_called_once(string upstream)
    {
        var message = await MessageAsync(Calls, upstream);

        TextOf(message).ShouldBe(Calls.Said.Text);
        message.Content.Select(static block => block.TryPickToolUse(out var call) ? $"{call.Name} {call.Input["path"].GetString()}" : null).OfType<string>()
            .ShouldBe(Calls.Said.Calls.Select(static call => $"{call.Name} {JsonElement.Parse(call.Arguments).GetProperty("path").GetString()}"));
        message.StopReason!.Raw().ShouldBe("tool_use");
    }

    private async Task<(string Text, IReadOnlyList<string> Calls, ChatFinishReason? Finish)> ChatAsync(Answer answer, string upstream)
    {
        var (speaker, model) = Dying(answer, upstream);
        var options = new ChatCompletionOptions();
        foreach (var name in answer.Question.Tools) options.Tools.Add(ChatTool.CreateFunctionTool(name, "A tool", BinaryData.FromString(Schema)));
        var text = new StringBuilder();
        var calls = new SortedDictionary<int, string>();
        ChatFinishReason? finish = null;
        var client = host.Caller.OpenAi().GetChatClient(ResumptionHost.Twice(speaker));
        await foreach (var update in client.CompleteChatStreamingAsync([new UserChatMessage(host.Enlist(model))], options, TestContext.Current.CancellationToken))
        {
            finish ??= update.FinishReason;
            foreach (var part in update.ContentUpdate) text.Append(part.Text);
            foreach (var call in update.ToolCallUpdates) calls[call.Index] = calls.GetValueOrDefault(call.Index, $"{call.FunctionName} ") + call.FunctionArgumentsUpdate;
        }

        model.Asked.ShouldBe(2);
        return (text.ToString(), [.. calls.Values], finish);
    }

    private async Task<Message> MessageAsync(Answer answer, string upstream)
    {
        var (speaker, model) = Dying(answer, upstream);
        var tools = string.Join(',', answer.Question.Tools.Select(static name => $$"""{"name":"{{name}}","input_schema":{{Schema}}}"""));
        var body = JsonElement.Parse($$"""{"model":"{{ResumptionHost.Twice(speaker)}}","max_tokens":1000,"tools":[{{tools}}],"messages":[{"role":"user","content":"{{host.Enlist(model)}}"}]}""");
        var asked = MessageCreateParams.FromRawUnchecked(new Dictionary<string, JsonElement>(), new Dictionary<string, JsonElement>(), body.EnumerateObject().ToDictionary(static field => field.Name, static field => field.Value));
        var aggregator = new MessageContentAggregator();
        await foreach (var _ in aggregator.CollectAsync(host.Caller.Anthropic().Messages.CreateStreaming(asked, TestContext.Current.CancellationToken)))
        {
            // The aggregator sees each event as it passes.
        }

        model.Asked.ShouldBe(2);
        return aggregator.Message();
    }

    /// <summary>A model that dies in the last third of its answer.</summary>
    private static (ISpeaker Speaker, FragileModel Model) Dying(Answer answer, string upstream)
    {
        var speaker = ResumptionHost.SpeakerOf(upstream);
        var ends = Death.EndsOfEvents(speaker.Stream(answer.Said, speaker.AskedFor(answer.Question)));
        return (speaker, new FragileModel(speaker, answer.Said, Manner.Repeats, new Death(DeathKind.Breaks, ends[ends.Count * 2 / 3])));
    }

    private static string TextOf(Message message) => string.Concat(message.Content.Select(static block => block.TryPickText(out var text) ? text.Text : ""));
}
