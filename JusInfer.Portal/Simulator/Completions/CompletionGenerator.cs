using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using JusInfer.Portal.Simulator.Requests;
using JusInfer.Portal.Simulator.Tokens;
using JusInfer.Portal.Simulator.ToolCalls;

namespace JusInfer.Portal.Simulator.Completions;

/// <summary>Generates the completion of a request: text or tool calls, cut to the request's limits, and the token usage.</summary>
internal sealed class CompletionGenerator(PrefixCache prefixes, TimeProvider clock)
{
    public Completion Generate(CompletionRequest request)
    {
        var (original, anchor) = ContinuationRequest.From(request);
        var turn = CurrentTurn.From(original.Messages);
        var calls = ToolCallPlanner.Plan(original, turn);
        var reasoning = Math.Min(request.ReasoningTokens, (request.MaxTokens ?? int.MaxValue) / 2);
        ImmutableArray<Choice> choices = [.. Enumerable.Range(0, request.Choices)
            .Select(index => calls.IsEmpty ? TextChoice(original, turn, index) : ToolCallChoice(original, calls, index))
            .Select(choice => choice with { Text = ResponsePrefix.Remove(choice.Text, turn, anchor) })
            .Select(choice => OutputTokenLimit.Apply(choice, request.MaxTokens - reasoning))];

        var prompt = PromptText.Of(request);
        var promptTokens = PromptText.CountTokens(request, prompt);
        var completion = choices.Sum(static choice => choice.Tokens) + reasoning;
        return new Completion
        {
            Id = $"chatcmpl-sim{request.Fingerprint[..24]}",
            Created = clock.GetUtcNow(),
            Model = request.Model,
            Choices = choices,
            Usage = new TokenUsage(promptTokens, prefixes.Use(request.Model, prompt), completion, reasoning),
        };
    }

    private static Choice TextChoice(CompletionRequest request, CurrentTurn turn, int index)
    {
        var text = request.ResponseFormat is ResponseFormat.Text
            ? CompletionText.For(turn, request, index)
            : JsonResponse.For(turn, request);
        return new Choice(StopSequences.Apply(text, request.Stop), [], SimulatedFinishReasons.Stop);
    }

    private static Choice ToolCallChoice(CompletionRequest request, ImmutableArray<RequestedCall> requested, int choice)
    {
        ImmutableArray<ToolCall> calls = [.. requested.Select((call, index) =>
            new ToolCall(ToolCallId(request, choice, index), call.Tool.Name, ArgumentsWriter.For(call, request.Tools)))];
        var preface = request.ResponseFormat is ResponseFormat.Text ? CompletionText.Preface(calls) : "";
        return new Choice(StopSequences.Apply(preface, request.Stop), calls, SimulatedFinishReasons.ToolCalls);
    }

    private static string ToolCallId(CompletionRequest request, int choice, int index) =>
        $"call_sim_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{request.Fingerprint}/{choice}/{index}")))[..20]}";
}
