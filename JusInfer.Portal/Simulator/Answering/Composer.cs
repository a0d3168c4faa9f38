using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using JusInfer.Portal.Simulator.Calling;
using JusInfer.Portal.Simulator.Counting;
using JusInfer.Portal.Simulator.Reading;

namespace JusInfer.Portal.Simulator.Answering;

/// <summary>Makes the completion of a request: what is called or said, within its limits, and what that counts.</summary>
internal sealed class Composer(PrefixCache prefixes, TimeProvider clock)
{
    public Completion Compose(CompletionRequest request)
    {
        var (asked, anchor) = ContinuationRequest.In(request);
        var turn = OpenTurn.Of(asked.Messages);
        var steps = ToolCallPlanner.Next(asked, turn);
        var reasoning = Math.Min(request.ReasoningTokens, (request.MaxTokens ?? int.MaxValue) / 2);
        ImmutableArray<Choice> choices = [.. Enumerable.Range(0, request.Choices)
            .Select(choice => steps.IsEmpty ? Say(asked, turn, choice) : Call(asked, steps, choice))
            .Select(answer => answer with { Text = Beginning.Leave(answer.Text, turn, anchor) })
            .Select(answer => OutputLimit.Apply(answer, request.MaxTokens - reasoning))];

        var prompt = PromptText.Of(request);
        var promptTokens = PromptText.Tokens(request, prompt);
        var completion = choices.Sum(static answer => answer.Tokens) + reasoning;
        return new Completion
        {
            Id = $"chatcmpl-sim{request.Fingerprint[..24]}",
            Created = clock.GetUtcNow(),
            Model = request.Model,
            Choices = choices,
            Usage = new TokenUsage(promptTokens, prefixes.Use(request.Model, prompt), completion, reasoning),
        };
    }

    private static Choice Say(CompletionRequest request, OpenTurn turn, int choice)
    {
        var text = request.Shape is AnswerShape.Text ? AnswerText.For(turn, request, choice) : JsonAnswer.For(turn, request);
        return new Choice(StopSequences.Apply(text, request.Stop), [], FinishWord.Stop);
    }

    private static Choice Call(CompletionRequest request, ImmutableArray<Step> steps, int choice)
    {
        ImmutableArray<NewCall> calls = [.. steps.Select((step, index) =>
            new NewCall(CallId(request, choice, index), step.Tool.Name, ArgumentsWriter.For(step, request.Tools)))];
        var preface = request.Shape is AnswerShape.Text ? AnswerText.Preface(calls) : "";
        return new Choice(StopSequences.Apply(preface, request.Stop), calls, FinishWord.ToolCalls);
    }

    private static string CallId(CompletionRequest request, int choice, int index) =>
        $"call_sim_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{request.Fingerprint}/{choice}/{index}")))[..20]}";
}
