using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Audit;

namespace JusInfer.Portal.Hosting.Commands;

/// <summary>The commands of the audit logs.</summary>
internal static class AuditCommand
{
    private const int Faulty = 1;

    public static Command Verify { get; } = new()
    {
        Name = "audit verify",
        Operands = "[FILE]",
        Summary = "verifies the audit log of every team and prints its last entry",
        Details = "With FILE, which has the output of an earlier run, it also finds logs that were rewritten or shortened since. "
            + "It ends with 1 if a log is not intact.",
        ServerCanRun = true,
        RunAsync = RunAsync,
    };

    private static async Task<int> RunAsync(
        IServiceProvider services, ImmutableArray<string> operands, TextWriter output, CancellationToken cancellationToken)
    {
        if (operands is [var file] && !File.Exists(file))
        {
            await output.WriteLineAsync($"There is no file '{file}'.");
            return ExitCodes.Usage;
        }

        return await VerifyAsync(services.GetRequiredService<AuditVerification>(), ReadRecorded(operands), output, cancellationToken);
    }

    private static async Task<int> VerifyAsync(
        AuditVerification verification, IReadOnlyDictionary<TeamId, AuditHead> recorded, TextWriter output, CancellationToken cancellationToken)
    {
        var (logs, faulty, erased) = (0, 0, 0L);
        await foreach (var report in verification.VerifyAsync(recorded, cancellationToken))
        {
            logs++;
            erased += report.Erased;
            if (!report.Faults.IsEmpty) faulty++;
            if (report.Head is { } head && report.Faults.IsEmpty)
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{head.TeamId} {head.Number} {Convert.ToHexStringLower(head.Hash)}"));
            foreach (var fault in report.Faults) await output.WriteLineAsync($"! {report.Team}: {fault}");
        }

        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"# {logs} logs verified, {faulty} of them not intact. {erased} entries are without names and addresses because these were deleted."));
        return faulty == 0 ? 0 : Faulty;
    }

    /// <summary>Reads the lines of teams; others are comments.</summary>
    private static Dictionary<TeamId, AuditHead> ReadRecorded(ImmutableArray<string> files)
    {
        Dictionary<TeamId, AuditHead> recorded = [];
        foreach (var line in files.SelectMany(File.ReadLines))
        {
            if (line.Split(' ') is [var id, var number, { Length: 64 } hash] && TeamId.TryParse(id, out var team)
                && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var last) && hash.All(char.IsAsciiHexDigitLower))
                recorded[team] = new AuditHead(team, last, Convert.FromHexString(hash));
        }

        return recorded;
    }
}
