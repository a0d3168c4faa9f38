using JusInfer.Clients.Infrastructure;

namespace JusInfer.Clients.Upstream;

/// <summary>
/// What the model does next, from the request alone: nothing is remembered between requests, so that any number of clients can be served at
/// once, and so that only what the client sent back can be known.
/// </summary>
internal static class Script
{
    /// <summary>What to ask to learn whether the model was told of what was said before.</summary>
    private const string Recall = "What did I say first?";

    private const int MaxEchoLength = 60;

    /// <summary>A result that holds nothing is asked for again, this often: Qwen Code's terminal now and then loses what a short command said.</summary>
    private const int Looks = 3;

    public static Move Next(Turn turn) => BrokenOff.IsMeantBy(turn) ? BrokenOff.RestOf(Begin(BrokenOff.Before(turn)), turn) : Begin(turn);

    private static Move Begin(Turn turn)
    {
        if (turn.Forced is { } forced && turn.Results.Count == 0) return Call(turn, forced.Length > 0 ? forced : turn.Tools[0].Name);
        if (turn.Schema is { } schema) return Move.Say(Sample.Of(schema).ToJsonString());
        if (turn.Tools.Count > 0 && Errand.FoundIn(string.Join('\n', turn.Said)) is { } errand) return Do(errand, turn);
        return (turn.Tools.Count, turn.Results.Count) switch
        {
            _ when turn.Images.Count > 0 => Move.Say($"You showed: {string.Join(" and ", turn.Images)}"),
            _ when turn.Said is [var first, .., Recall] => Move.Say($"You said first: {first}"),
            (_, > 0) => Move.Say($"The tools said: {string.Join(" and ", turn.Results)}"),
            ( > 0, 0) => Call(turn, turn.Tools[0].Name),
            _ => Move.Say($"You said: {Short(turn.Said is [.., var last] ? last : "nothing")}"),
        };
    }

    private static Move Call(Turn turn, string name)
    {
        var tool = turn.Tools.FirstOrDefault(tool => tool.Name == name) ?? throw new RefusedRequest($"Tool choice '{name}' not found in 'tools' parameter.");
        return new Move("", [new ToolCall(name, Sample.Of(tool.Schema).ToJsonString())]);
    }

    /// <summary>Writes and meanwhile looks where it is, two calls of one turn; then reads, and reports only what was read.</summary>
    private static Move Do(Errand errand, Turn turn) => turn.Results.Count switch
    {
        0 => new Move("I will write the file now.", [Shell.Command(turn.Tools, $"printf '%s\\n' '{errand.Line}' > '{errand.File}'"), Shell.Command(turn.Tools, "pwd")]),
        2 => Read(errand, turn),
        _ when Plain(turn.Results[^1]).Contains(Plain(errand.Line), StringComparison.Ordinal) => Move.Say(errand.Reply),
        < 2 + Looks => Read(errand, turn),
        _ => Move.Say($"The file does not hold its line but: {turn.Results[^1]}"),
    };

    private static Move Read(Errand errand, Turn turn) => new("", [Shell.Command(turn.Tools, $"cat '{errand.File}'")]);

    /// <summary>Some harnesses hand a command's output over inside of JSON.</summary>
    private static string Plain(string text) => text.Replace(@"\\", @"\", StringComparison.Ordinal);

    private static string Short(string text) => text.Length <= MaxEchoLength ? text : text[..MaxEchoLength];
}
