using System.Text.Json;
using JusInfer.Portal.Tests.Gateway.Conformance;
using JusInfer.Portal.Tests.Gateway.Conformance.Speakers;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>What theories of this room range over.</summary>
internal static class Every
{
    public static TheoryData<string> Dialect => [.. DialectHost.Speakers.Select(static speaker => speaker.Dialect)];

    /// <summary>A door's dialect, then an upstream's.</summary>
    public static TheoryData<string, string> Pair => [.. DialectHost.Speakers.SelectMany(static _ => DialectHost.Speakers, static (door, upstream) => (door.Dialect, upstream.Dialect))];

    /// <summary>A request as this dialect would have it.</summary>
    public static JsonElement AskedFor(this ISpeaker speaker, Question question) => JsonElement.Parse(speaker.Ask(question).ToJsonString());
}
