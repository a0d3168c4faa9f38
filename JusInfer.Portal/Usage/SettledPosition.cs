using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace JusInfer.Portal.Usage;

/// <summary>
/// A position in the order in which the calls of a team were settled. Calls that are stored later come after it, however early they
/// started: a settlement gets its id while its team's wallet is locked, until its transaction is committed.
/// </summary>
/// <param name="Settlement">The settlement of the last call before the position.</param>
/// <param name="Call">That call.</param>
internal readonly record struct SettledPosition(LedgerEntryId Settlement, RequestId Call)
{
    private const string Prefix = "cur_";
    private const int IdBytes = 16;
    private const int CheckBytes = 4;

    /// <summary>The position before all calls.</summary>
    public static SettledPosition Start => default;

    /// <summary>The position after a call.</summary>
    /// <exception cref="ArgumentException">The call is not stored: without a settlement, the position would be that before all calls.
    /// </exception>
    public static SettledPosition After(UsageRecord call) =>
        new(call.SettlementId ?? throw new ArgumentException($"{call.Id} has no settlement.", nameof(call)), call.Id);

    /// <summary>
    /// The text with which a client continues. It has the two ids, which the team sees elsewhere too, and a checksum with the team's id, so
    /// that a text that was cut, mistyped or made for another team is an error and skips no calls.
    /// </summary>
    public string ToCursor(TeamId team)
    {
        var ids = Bytes(Settlement.Value, Call.Value);
        return Prefix + Base64Url.EncodeToString([.. ids, .. ChecksumOf(team, ids)]);
    }

    /// <returns>Null if the text is no cursor of the team.</returns>
    public static SettledPosition? Parse(string cursor, TeamId team)
    {
        Span<byte> bytes = stackalloc byte[(2 * IdBytes) + CheckBytes];
        if (cursor.Length != Prefix.Length + Base64Url.GetEncodedLength(bytes.Length)
            || !cursor.StartsWith(Prefix, StringComparison.Ordinal)
            || Base64Url.DecodeFromChars(cursor.AsSpan(Prefix.Length), bytes, out _, out var length) != OperationStatus.Done
            || length != bytes.Length)
            return null;

        var ids = bytes[..(2 * IdBytes)];
        return bytes[ids.Length..].SequenceEqual(ChecksumOf(team, ids))
            ? new SettledPosition(new(new Guid(ids[..IdBytes], bigEndian: true)), new(new Guid(ids[IdBytes..], bigEndian: true)))
            : null;
    }

    private static ReadOnlySpan<byte> ChecksumOf(TeamId team, ReadOnlySpan<byte> ids) =>
        SHA256.HashData([.. team.Value.ToByteArray(bigEndian: true), .. ids]).AsSpan(0, CheckBytes);

    private static byte[] Bytes(Guid settlement, Guid call) =>
        [.. settlement.ToByteArray(bigEndian: true), .. call.ToByteArray(bigEndian: true)];
}
