using System.Collections.Immutable;
using JusInfer.Portal.Simulator.Reading;
using JusInfer.Portal.Simulator.Wording;

namespace JusInfer.Portal.Simulator.Answering;

/// <summary>What the simulator says. Every answer begins with <see cref="Marker"/> and says that no model was asked.</summary>
internal static class AnswerText
{
    public const string Marker = "[simulated]";

    private const string Opening = $"{Marker} This answer comes from the gateway's built-in simulator: no model was asked.";

    public static string For(OpenTurn turn, CompletionRequest request, int choice)
    {
        var text = Body(turn, request);
        if (choice > 0) text += $"\n\nThis is choice {choice + 1} of {request.Choices}.";
        return text;
    }

    /// <summary>What is said before calls are made.</summary>
    public static string Preface(ImmutableArray<NewCall> calls) =>
        $"{Marker} No model was asked; the simulator calls "
        + $"{string.Join(" and ", calls.Select(static call => call.Name).Distinct(StringComparer.Ordinal))}.";

    private static string Body(OpenTurn turn, CompletionRequest request)
    {
        // a title is asked for with the user's words quoted: what they ask for in turn is not for this call
        if (request.Tools.IsEmpty && ShortRequest.IsForTitle(turn.Instructions)) return ShortRequest.Title(turn);
        if (ExactReply.In(turn.Task) is { } wanted) return $"{Opening}\n{wanted}";
        if (!turn.Results.IsEmpty) return $"{Opening}\n\n{ResultDigest.Of(turn.Results)}";
        if (request.Tools.IsEmpty && ShortRequest.IsForTitle(turn.Task)) return ShortRequest.Title(turn);
        if (request.Tools.IsEmpty && ShortRequest.IsForSummary(turn.Task)) return ShortRequest.Summary(request.Messages);
        return $"{Opening}\n\n{Reply(turn)}";
    }

    private static string Reply(OpenTurn turn)
    {
        var gist = Cut.Gist(turn.Task, words: 12, length: 90);
        var subject = gist.Length == 0 ? "Your message holds no text." : $"You wrote: “{gist}”.";
        var images = turn.Images switch { 0 => "", 1 => " I saw 1 image with it.", var count => $" I saw {count} images with it." };
        return $"{subject}{images} Everything around this text is real: the call was authorised, routed, streamed, counted and "
            + "priced like any other, so you can try your client's set-up and see the call on the Usage tab.\n\n"
            + "For answers from a model, give the gateway a provider's credential and start it again; nothing in your client changes.";
    }
}
