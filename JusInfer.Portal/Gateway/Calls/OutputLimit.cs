using System.Globalization;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// Lowers the limit of output tokens that the client requests to the model's own, which a client of an automatically selected model cannot
/// know, to what the call's hold covers, and to what an interrupted answer has left.
/// </summary>
/// <param name="Held">The most output tokens that the limits of money leave; null if they leave what the request allows.</param>
/// <param name="Continuation">How the interrupted answer is continued; null for a first answer.</param>
/// <param name="OfModel">The most output tokens of the model; null if unknown.</param>
internal readonly record struct OutputLimit(int? Held, ContinuationPlan? Continuation, int? OfModel)
{
    /// <summary>The limit that a request without one gets; null if it stays without.</summary>
    public int? Added => Held is { } held ? Lower(held) : null;

    public static OutputLimit From(Call call, ContinuationPlan? continuation) =>
        new(call.HeldOutputTokens, continuation, call.Target.Model.MaxOutputTokens);

    /// <summary>The limit for a request that asks for so many output tokens.</summary>
    public int Lower(int requested)
    {
        var limit = Math.Min(requested, Math.Min(Held ?? int.MaxValue, OfModel ?? int.MaxValue));
        return Continuation?.RemainingLimit(limit) ?? limit;
    }

    /// <summary>Lowers a limit in a body.</summary>
    /// <param name="patch">The patch of the body.</param>
    /// <param name="body">The body.</param>
    /// <param name="value">The range of the limit; null if absent.</param>
    /// <param name="min">The minimum that the dialect accepts.</param>
    public void Patch(BodyPatch patch, ReadOnlySpan<byte> body, Range? value, int min = 1)
    {
        if ((Held is null && Continuation is null && OfModel is null) || value is not { } range) return;
        if (!TryReadLimit(body[range], out var requested)) return;
        var limit = Math.Max(Lower(requested), min);
        if (limit < requested) patch.Replace(range, Encoding.ASCII.GetBytes(limit.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>As <see cref="Patch"/>, for a limit of which a negative value is none.</summary>
    public void PatchOfEngine(BodyPatch patch, ReadOnlySpan<byte> body, Range? value)
    {
        if (value is not { } range) return;
        var requested = TryReadLimit(body[range], out var given) && given > 0 ? given : int.MaxValue;
        var limit = Math.Max(Lower(requested), 1);
        if (limit < requested) patch.Replace(range, Encoding.ASCII.GetBytes(limit.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>The limit in a body; null if it is absent or null.</summary>
    /// <param name="body">The body.</param>
    /// <param name="value">The range of the limit; null if absent.</param>
    public static int? Read(ReadOnlySpan<byte> body, Range? value) =>
        value is { } range && TryReadLimit(body[range], out var limit) ? limit : null;

    /// <summary>Whether a body has a limit: null is none.</summary>
    /// <param name="body">The body.</param>
    /// <param name="value">The range of the limit; null if absent.</param>
    public static bool IsSet(ReadOnlySpan<byte> body, Range? value) => value is { } range && body[range.Start] != (byte)'n';

    /// <summary>Adds a limit to a body that has none.</summary>
    /// <param name="patch">The patch of the body.</param>
    /// <param name="offset">Where to add it, after a field.</param>
    /// <param name="name">The name of the field.</param>
    /// <param name="min">The minimum that the dialect accepts.</param>
    /// <param name="empty">The limit that is null, which the added one replaces; null if there is no such field.</param>
    public void Add(BodyPatch patch, int offset, string name, int min = 1, Range? empty = null)
    {
        if (Added is not { } limit) return;
        var value = Math.Max(limit, min).ToString(CultureInfo.InvariantCulture);
        if (empty is { } range) patch.Replace(range, Encoding.ASCII.GetBytes(value));
        else patch.Insert(offset, Encoding.ASCII.GetBytes($",\"{name}\":{value}"));
    }

    private static bool TryReadLimit(ReadOnlySpan<byte> number, out int limit)
    {
        var json = new Utf8JsonReader(number);
        limit = 0;
        if (!json.Read() || json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out var count)) return false;
        limit = (int)Math.Min(count, int.MaxValue);
        return true;
    }
}
