using System.Data.Common;
using System.Globalization;
using JusInfer.Portal.Audit;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// <c>audit verify [FILE]</c>: verifies the audit log of every team and prints its last entry. With a file that has the output of an earlier run, it also
/// finds logs that were rewritten or shortened since.
/// </summary>
internal static class AuditCommand
{
    private const int Faulty = 1;
    private const int UsageError = 64; // sysexits.h: EX_USAGE
    private const int Unavailable = 69; // sysexits.h: EX_UNAVAILABLE

    public static bool IsRequestedBy(string[] args) => args is ["audit", ..];

    /// <returns>The exit code: 0 if every log is intact, 1 if one is not.</returns>
    public static async Task<int> RunAsync(WebApplication app, string[] args, TextWriter output, CancellationToken cancellationToken)
    {
        await using var disposed = app;
        if (args is not ["audit", "verify", .. var rest] || !TryReadRecorded(rest, out var recorded))
        {
            await output.WriteLineAsync("Usage: dotnet JusInfer.Portal.dll audit verify [FILE]. FILE has the output of an earlier run.");
            return UsageError;
        }

        try
        {
            return await VerifyAsync(app.Services.GetRequiredService<AuditVerification>(), recorded, output, cancellationToken);
        }
        catch (DbException fault)
        {
            await output.WriteLineAsync($"The store cannot be read: {fault.Message}");
            return Unavailable;
        }
    }

    private static async Task<int> VerifyAsync(
        AuditVerification verification, IReadOnlyDictionary<TenantId, AuditHead> recorded, TextWriter output, CancellationToken cancellationToken)
    {
        var (logs, faulty, erased) = (0, 0, 0L);
        await foreach (var report in verification.VerifyAsync(recorded, cancellationToken))
        {
            logs++;
            erased += report.Erased;
            if (!report.Faults.IsEmpty) faulty++;
            if (report.Head is { } head && report.Faults.IsEmpty)
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{head.TenantId} {head.Number} {Convert.ToHexStringLower(head.Hash)}"));
            foreach (var fault in report.Faults) await output.WriteLineAsync($"! {report.Tenant}: {fault}");
        }

        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"# {logs} logs verified, {faulty} of them not intact. {erased} entries are without names and addresses because these were deleted."));
        return faulty == 0 ? 0 : Faulty;
    }

    /// <summary>Reads the lines of teams; others are comments.</summary>
    private static bool TryReadRecorded(string[] rest, out Dictionary<TenantId, AuditHead> recorded)
    {
        recorded = [];
        if (rest is []) return true;
        if (rest is not [var path] || !File.Exists(path)) return false;
        foreach (var line in File.ReadLines(path))
        {
            if (line.Split(' ') is [var id, var number, { Length: 64 } hash] && TenantId.TryParse(id, out var tenant)
                && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var last) && hash.All(char.IsAsciiHexDigitLower))
                recorded[tenant] = new AuditHead(tenant, last, Convert.FromHexString(hash));
        }

        return true;
    }
}
