using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace JusInfer.Portal.Audit;

/// <summary>
/// The hash chain of a team's log. The hash of an entry is the SHA-256 of a JSON array of strings: a version, the team, the time, the action, the
/// actor, the session, the subject, the changes, and in hexadecimal the hash of the details and the hash of the entry before. The number of an entry
/// is not part of it: the hash of the entry before already fixes its place, and so verification can tell a moved entry from a changed one.
/// </summary>
internal static class AuditChain
{
    private const string Version = "1";
    private const int SaltBytes = 16;

    /// <summary>Stands for the entry before the first one.</summary>
    public static readonly byte[] Start = new byte[SHA256.HashSizeInBytes];

    public static byte[] NewSalt() => RandomNumberGenerator.GetBytes(SaltBytes);

    public static byte[] HashOf(AuditDetails details) => SHA256.HashData([.. details.Salt, .. Encoding.UTF8.GetBytes(details.Text)]);

    /// <summary>The hash of an entry's content; <see cref="AuditEntry.Hash"/> is what the store has.</summary>
    public static byte[] HashOf(AuditEntry entry)
    {
        string?[] content =
        [
            Version, entry.TeamId.ToString(), entry.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture), entry.Action,
            entry.Actor?.ToString(), entry.Session?.ToString(), entry.Subject, entry.Changes, Convert.ToHexStringLower(entry.DetailsHash),
            Convert.ToHexStringLower(entry.Previous),
        ];
        return SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(content, AuditJson.Default.StringArray));
    }
}
