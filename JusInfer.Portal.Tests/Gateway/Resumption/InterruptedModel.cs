using System.Collections.Concurrent;
using JusInfer.Portal.Tests.Gateway.Conformance;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>
/// A scripted model with one answer whose first streams are interrupted. An original request gets the complete answer, a continuation request its
/// continuation. A continuation request that contains text which the model never wrote is recorded as a violation.
/// </summary>
/// <param name="dialect">The model's dialect.</param>
/// <param name="complete">The answer.</param>
/// <param name="style">How the model continues.</param>
/// <param name="interruptions">The interruptions of the first streams; later streams are complete.</param>
internal sealed class InterruptedModel(ITestDialect dialect, ModelAnswer complete, ContinuationStyle style, params Interruption[] interruptions)
{
    private readonly ConcurrentQueue<string> violations = new();
    private int requestCount;

    /// <summary>The number of requests.</summary>
    public int RequestCount => Volatile.Read(ref requestCount);

    /// <summary>What was wrong with the continuation requests.</summary>
    public IEnumerable<string> Violations => violations;

    /// <summary>The paths of the requests, in order.</summary>
    public ConcurrentQueue<string> Paths { get; } = new();

    /// <summary>Creates a different answer to a continuation request.</summary>
    public Func<ModelAnswer, ContinuationRequest, ModelAnswer>? Continuation { get; init; }

    /// <summary>Replaces the reply to the request with this number, counted from 0; null if it is not replaced.</summary>
    public Func<int, Reply?> ReplyInstead { get; init; } = static _ => null;

    /// <summary>The event of an <see cref="InterruptionKind.ErrorEvent"/>; by default, the dialect's error event.</summary>
    public string? ErrorEvent { get; init; }

    /// <summary>Answers continuation requests with one JSON body, although they ask for a stream.</summary>
    public bool ContinuesWithoutStreaming { get; init; }

    /// <summary>Awaited before the reply to the request with this number.</summary>
    public Func<int, Task>? BeforeReply { get; init; }

    /// <summary>Awaited in the middle of the first stream.</summary>
    public Func<Task>? PauseInFirstStream { get; init; }

    public Reply Answer(UpstreamRequest request)
    {
        var number = Interlocked.Increment(ref requestCount) - 1;
        Paths.Enqueue(request.Path);
        if (ReplyInstead(number) is { } replacement) return replacement;
        var answer = CreateAnswer(request);
        if (ContinuesWithoutStreaming && number >= interruptions.Length) return Replies.Json(dialect.WriteResponse(answer, request.Json));
        var events = dialect.WriteStream(answer, request.Json);
        var reply = number < interruptions.Length ? interruptions[number].Interrupt(events, ErrorEvent ?? ErrorOf(dialect))
            : PauseInFirstStream is not null && number == 0 ? Paused(events)
            : Replies.Sse(events);
        return BeforeReply is null ? reply : async (context, cancellationToken) =>
        {
            await BeforeReply(number);
            await reply(context, cancellationToken);
        };
    }

    private Reply Paused(string events)
    {
        var half = events.IndexOf("\n\n", events.Length / 2, StringComparison.Ordinal) + 2;
        return Replies.Stream(Then.Send(events[..half]), (_, cancellationToken) => PauseInFirstStream!().WaitAsync(cancellationToken), Then.Send(events[half..]));
    }

    private ModelAnswer CreateAnswer(UpstreamRequest request)
    {
        try
        {
            if (ContinuationRequest.Read(request.Json) is not { } continued) return complete;
            complete.Text.ShouldStartWith(continued.Text, Case.Sensitive, "The request contains text that the model never wrote.");
            return Continuation?.Invoke(complete, continued) ?? (continued.IsAnchored ? style : ContinuationStyle.Continues).Continue(complete, continued.Text);
        }
        catch (ShouldAssertException violation)
        {
            violations.Enqueue($"{violation.Message} {request.Text}");
            return complete;
        }
    }

    private static string ErrorOf(ITestDialect dialect) => dialect.Name switch
    {
        "openai-chat" => "data: {\"error\":{\"message\":\"overloaded\",\"code\":529}}\n\n",
        "anthropic-messages" => MessagesWire.Error(),
        _ => "event: error\ndata: {\"type\":\"error\",\"code\":\"server_error\",\"message\":\"overloaded\",\"param\":null,\"sequence_number\":99}\n\n",
    };
}
