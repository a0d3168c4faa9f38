using System.Collections.Concurrent;
using JusInfer.Portal.Tests.Gateway.Conformance;
using JusInfer.Portal.Tests.Gateway.Conformance.Speakers;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>
/// A model with one answer, that dies while it gives it. Asked anew it says all of it, asked to go on it goes on in its manner; whatever it is told that it
/// never said is an objection.
/// </summary>
/// <param name="speaker">Its dialect.</param>
/// <param name="whole">Its answer.</param>
/// <param name="manner">How it goes on.</param>
/// <param name="deaths">What becomes of its first streams; the others live.</param>
internal sealed class FragileModel(ISpeaker speaker, Said whole, Manner manner, params Death[] deaths)
{
    private readonly ConcurrentQueue<string> objections = new();
    private int asked;

    /// <summary>How often it was asked.</summary>
    public int Asked => Volatile.Read(ref asked);

    /// <summary>What was wrong about the requests to go on.</summary>
    public IEnumerable<string> Objections => objections;

    /// <summary>Where on its provider it was asked, in order.</summary>
    public ConcurrentQueue<string> Paths { get; } = new();

    /// <summary>Says something else when it goes on.</summary>
    public Func<Said, Beginning, Said>? GoesOnWith { get; init; }

    /// <summary>Answers a request by its number, from 0, with something that is no stream; null where it streams.</summary>
    public Func<int, Reply?> Instead { get; init; } = static _ => null;

    /// <summary>What it says when it dies of an error; absent where that is its dialect's own.</summary>
    public string? LastWords { get; init; }

    /// <summary>Goes on with one JSON body, whatever it was asked for.</summary>
    public bool GoesOnWhole { get; init; }

    /// <summary>What it waits for before it answers a request, by the request's number.</summary>
    public Func<int, Task>? Before { get; init; }

    /// <summary>What it waits for in the middle of its first answer.</summary>
    public Func<Task>? Pause { get; init; }

    public Reply Answer(UpstreamRequest request)
    {
        var number = Interlocked.Increment(ref asked) - 1;
        Paths.Enqueue(request.Path);
        if (Instead(number) is { } other) return other;
        var said = Next(request);
        if (GoesOnWhole && number >= deaths.Length) return Replies.Json(speaker.Say(said, request.Json));
        var events = speaker.Stream(said, request.Json);
        var reply = number < deaths.Length ? deaths[number].Strike(events, LastWords ?? ErrorOf(speaker))
            : Pause is not null && number == 0 ? Paused(events)
            : Replies.Sse(events);
        return Before is null ? reply : async (context, cancellationToken) =>
        {
            await Before(number);
            await reply(context, cancellationToken);
        };
    }

    private Reply Paused(string events)
    {
        var half = events.IndexOf("\n\n", events.Length / 2, StringComparison.Ordinal) + 2;
        return Replies.Stream(Then.Send(events[..half]), (_, cancellationToken) => Pause!().WaitAsync(cancellationToken), Then.Send(events[half..]));
    }

    private Said Next(UpstreamRequest request)
    {
        try
        {
            if (Beginning.In(request.Json) is not { } beginning) return whole;
            whole.Text.ShouldStartWith(beginning.Text, Case.Sensitive, "It is told that it said what it never said.");
            return GoesOnWith?.Invoke(whole, beginning) ?? (beginning.IsAsked ? manner : Manner.GoesOn).GoOn(whole, beginning.Text);
        }
        catch (ShouldAssertException objection)
        {
            objections.Enqueue($"{objection.Message} {request.Text}");
            return whole;
        }
    }

    private static string ErrorOf(ISpeaker speaker) => speaker.Dialect switch
    {
        "openai-chat" => "data: {\"error\":{\"message\":\"overloaded\",\"code\":529}}\n\n",
        "anthropic-messages" => MessagesWire.Error(),
        _ => "event: error\ndata: {\"type\":\"error\",\"code\":\"server_error\",\"message\":\"overloaded\",\"param\":null,\"sequence_number\":99}\n\n",
    };
}
