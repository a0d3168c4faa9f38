using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace JusInfer.Portal.Usage.Runs;

/// <summary>A position in a list of runs. A run with a newer call moves to the front, so the position is not the run itself.</summary>
/// <param name="LastAt">The start of the run's last call when the page was read.</param>
/// <param name="RunId">The run.</param>
internal readonly record struct RunCursor(DateTimeOffset LastAt, string RunId)
{
    public static RunCursor From(AgentRun run) => new(run.LastAt, run.RunId);

    /// <summary>Reads the text of a cursor; null if it is none.</summary>
    public static RunCursor? Parse(string? text)
    {
        if (text is null || !Base64Url.IsValid(text)) return null;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(' ', 2);
        return parts is [var ticks, { Length: > 0 } session] && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && at <= DateTimeOffset.MaxValue.UtcTicks && !session.Contains('\0', StringComparison.Ordinal)
            ? new RunCursor(new DateTimeOffset(at, TimeSpan.Zero), session)
            : null;
    }

    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{LastAt.UtcTicks} {RunId}")));
}
