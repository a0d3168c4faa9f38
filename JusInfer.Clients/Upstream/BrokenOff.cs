namespace JusInfer.Clients.Upstream;

/// <summary>The gateway's request to go on with an answer that broke off, as a model understands it: the last that the user said names its end.</summary>
internal static class BrokenOff
{
    private const string Sign = "Your last message broke off";

    public static bool IsMeantBy(Turn turn) => turn.Said is [.., var last] && last.StartsWith(Sign, StringComparison.Ordinal);

    /// <summary>The turn without that request.</summary>
    public static Turn Before(Turn turn) => turn with { Said = [.. turn.Said.SkipLast(1)] };

    /// <summary>What is left to do of a move: all of it from the end on that was to be repeated.</summary>
    public static Move RestOf(Move move, Turn turn)
    {
        var from = Enumerable.Range(0, move.Text.Length).FirstOrDefault(start => turn.Said[^1].Contains($"\"{move.Text[start..Math.Min(move.Text.Length, start + 8)]}", StringComparison.Ordinal));
        return move with { Text = move.Text[from..] };
    }
}
