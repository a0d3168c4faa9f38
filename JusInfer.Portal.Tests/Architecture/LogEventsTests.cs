using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using JusInfer.Portal.Tests.TestKit;
using Microsoft.Extensions.Logging;

namespace JusInfer.Portal.Tests.Architecture;

/// <summary>Operators filter logs and raise alerts by event id. The range of an id identifies the module, or the part of one.</summary>
public sealed partial class LogEventsTests
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<string, int> Ranges = new(StringComparer.Ordinal)
    {
        ["Hosting"] = 1000,
        ["Gateway"] = 2000,
        ["Usage"] = 3000,
        ["Accounts"] = 4000,
        ["Data"] = 5000,
        ["Content"] = 6000,
        ["Admission"] = 7000,
        ["Admission.Runaway"] = 8000,
        ["Notifications.Alerts"] = 9000,
        ["Notifications.Webhooks"] = 10000,
        ["Cluster.Takeover"] = 12000,
        ["Keys"] = 11000,
        ["Mcp"] = 13000,
        ["Mail"] = 14000,
        ["Catalog.Providers"] = 15000,
        ["Api"] = 16000,
        ["Components"] = 17000,
    };

    [Fact]
    public void Every_log_event_has_an_id_in_the_range_of_its_module()
    {
        var lines = typeof(Program).Assembly.GetTypes().SelectMany(static type => type.GetMethods(Any))
            .Select(static method => (Method: method, Line: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(static log => log.Line is not null)
            .ToList();

        lines.ShouldNotBeEmpty();
        foreach (var (method, line) in lines)
        {
            var place = method.DeclaringType!.Namespace!["JusInfer.Portal.".Length..];
            var range = Ranges.Where(known => DependencyRules.IsIn(place, known.Key)).MaxBy(static known => known.Key.Length).Value;
            line!.EventId.ShouldBeInRange(range, range + 999, $"{method.DeclaringType}.{method.Name}");
        }
    }

    [Fact]
    public void Log_event_ids_are_unique() =>
        typeof(LogEvents).GetFields().Select(static number => number.GetRawConstantValue()).ShouldBeUnique();

    [Fact]
    public void Every_log_event_is_described_for_operators()
    {
        var described = EventRow().Matches(File.ReadAllText(Repository.PathOf("content", "docs", "operations.md")))
            .SelectMany(static row => row.Groups["ids"].Value.Split(", ")).Select(static id => int.Parse(id, CultureInfo.InvariantCulture));

        described.ShouldBe(typeof(LogEvents).GetFields().Select(static number => (int)number.GetRawConstantValue()!), ignoreOrder: true);
    }

    [Fact]
    public void Nothing_is_logged_without_an_event_id() =>
        TypeUses.In(typeof(Program).Assembly.Location).Where(static use => use.Used == typeof(LoggerExtensions).FullName).Select(static use => use.User).ShouldBeEmpty();

    [GeneratedRegex(
        @"^\| (?<ids>\d{4,5}(, \d{4,5})*) \|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EventRow();
}
