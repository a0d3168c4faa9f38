using System.Diagnostics;
using System.Globalization;

namespace JusInfer.Benchmarks.Comparison;

/// <summary>
/// Compares what two published builds need for a call, in rounds. A round starts both on core 0, lets each compile what it runs, and then
/// has them answer in turn, so that what the machine's neighbours do meets both. Starts differ by more than a change does, so each round
/// starts again. Client and provider run in this process, which <c>benchmarks/compare.sh</c> keeps on core 1.
/// </summary>
internal sealed class BuildComparison(string oldFolder, string newFolder, ScriptedProvider provider)
{
    private const int Core = 0;

    /// <summary>Fewer say nothing: the interval of two is a hundred times as wide as their difference.</summary>
    private const int MinRounds = 5;

    /// <summary>How often the four slices of a kind are repeated.</summary>
    private const int Turns = 3;

    /// <summary>For each kind and turn.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    /// <summary>
    /// In which both finish compiling what the warm-up has called. Under load on one core that takes half a minute; without the pause, the
    /// one whose warm-up ends last took up to twice the time.
    /// </summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    /// <summary>Short, because neighbours come and go within seconds.</summary>
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, List<(double Old, double New)>> results = [];

    /// <param name="options">Old folder, new folder, minutes.</param>
    public static async Task<int> RunAsync(string[] options)
    {
        if (options is not [var oldFolder, var newFolder, var text]
            || !double.TryParse(text, CultureInfo.InvariantCulture, out var minutes))
        {
            Console.Error.WriteLine("compare OLD_FOLDER NEW_FOLDER MINUTES. benchmarks/compare.sh makes the folders of two commits.");
            return 1;
        }

        using var provider = new ScriptedProvider();
        var comparison = new BuildComparison(oldFolder, newFolder, provider);
        var (startedAt, rounds, end) = (Stopwatch.GetTimestamp(), 0, TimeSpan.FromMinutes(minutes));
        try
        {
            while (rounds < MinRounds || Stopwatch.GetElapsedTime(startedAt) * (rounds + 1) / rounds <= end)
            {
                await comparison.RunRoundAsync(oldFirst: rounds % 2 == 0, CancellationToken.None);
                Console.Error.WriteLine($"Round {++rounds} after {Stopwatch.GetElapsedTime(startedAt).TotalSeconds:0} s.");
            }
        }
        catch (InvalidOperationException fault)
        {
            Console.Error.WriteLine(fault.Message);
            return 1;
        }

        comparison.Print(rounds);
        return 0;
    }

    private async Task RunRoundAsync(bool oldFirst, CancellationToken cancellationToken)
    {
        using var old = await MeasuredPortal.StartAsync(oldFolder, Core, provider.Port, [], cancellationToken);
        using var next = await MeasuredPortal.StartAsync(newFolder, Core, provider.Port, [], cancellationToken);
        MeasuredPortal[] order = oldFirst ? [old, next, next, old] : [next, old, old, next];
        foreach (var portal in order)
        {
            foreach (var kind in CallKind.All) await kind.RunAsync(portal.Port, portal.Key, WarmUp, cancellationToken);
        }

        await Task.Delay(Rest, cancellationToken);

        foreach (var kind in CallKind.All)
        {
            var spent = new Dictionary<MeasuredPortal, (double Seconds, int Calls)> { [old] = default, [next] = default };
            foreach (var portal in Enumerable.Repeat(order, Turns).SelectMany(static turn => turn))
            {
                var before = portal.CpuSeconds;
                var calls = await kind.RunAsync(portal.Port, portal.Key, Slice, cancellationToken);
                spent[portal] = (spent[portal].Seconds + portal.CpuSeconds - before, spent[portal].Calls + calls);
            }

            Add($"{kind.Name}, CPU in µs", MicrosecondsOf(spent[old]), MicrosecondsOf(spent[next]));
        }

        Add("memory after it, MiB", old.MemoryMegabytes, next.MemoryMegabytes);
    }

    private static double MicrosecondsOf((double Seconds, int Calls) spent) => spent.Seconds * 1e6 / spent.Calls;

    private void Add(string name, double old, double next)
    {
        if (!results.TryGetValue(name, out var rounds)) results.Add(name, rounds = []);
        rounds.Add((old, next));
    }

    private void Print(int rounds)
    {
        Console.WriteLine($"{rounds} rounds. Medians of the rounds; the ratio is their mean with its interval of 99 %.");
        Console.WriteLine();
        Console.WriteLine("| | old | new | new / old | |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        foreach (var (name, values) in results)
        {
            var ratio = RatioInterval.From([.. values.Select(static value => value.New / value.Old)]);
            var verdict = ratio.IsChanged ? "changed" : "unchanged";
            var (old, next) = (MedianOf(values.Select(static value => value.Old)), MedianOf(values.Select(static value => value.New)));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {old:0.0} | {next:0.0} | {ratio.Ratio:0.000} ({ratio.Low:0.000} to {ratio.High:0.000}) | {verdict} |"));
        }
    }

    private static double MedianOf(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
