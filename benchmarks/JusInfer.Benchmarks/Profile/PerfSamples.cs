using System.Diagnostics;
using System.Globalization;

namespace JusInfer.Benchmarks.Profile;

/// <summary>Samples of a process, taken by perf-record(1).</summary>
internal sealed class PerfSamples
{
    /// <summary>Where perf looks for the map of compiled methods.</summary>
    public const string MapFolder = "/tmp";

    private readonly Process recorder;
    private readonly string file;

    private PerfSamples(Process recorder, string file) => (this.recorder, this.file) = (recorder, file);

    /// <exception cref="InvalidOperationException">perf is not installed.</exception>
    public static PerfSamples Start(int processId, string file, TimeSpan duration) => new(
        Run(
            "record", "-q", "-F", "1499", "-e", "cpu-clock", "-p", processId.ToString(CultureInfo.InvariantCulture), "-o", file,
            "--", "sleep", duration.TotalSeconds.ToString(CultureInfo.InvariantCulture)),
        file);

    public static void DeleteMap(int processId) => File.Delete($"{MapFolder}/perf-{processId}.map");

    /// <returns>All samples, after the last one was taken.</returns>
    /// <exception cref="InvalidOperationException">perf may not sample the process.</exception>
    public async Task<IReadOnlyList<PerfSample>> ReadAsync(CancellationToken cancellationToken)
    {
        var error = await recorder.StandardError.ReadToEndAsync(cancellationToken);
        await recorder.WaitForExitAsync(cancellationToken);
        using var script = Run("script", "-i", file, "-F", "comm,ip,sym,dso");
        _ = script.StandardError.ReadToEndAsync(cancellationToken);
        var samples = new List<PerfSample>();
        while (await script.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (PerfSample.Parse(line) is { } sample) samples.Add(sample);
        }

        if (samples.Count == 0) throw new InvalidOperationException($"perf has no samples. {error}");
        return samples;
    }

    private static Process Run(params string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("perf", arguments)
            {
                UseShellExecute = false,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            })!;
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            throw new InvalidOperationException($"perf does not start: {fault.Message} It is in the package linux-perf of Debian.", fault);
        }
    }
}
