using System.Text.Json;
using JusInfer.Clients.Infrastructure;

namespace JusInfer.Clients.Sdks;

/// <summary>An official SDK, driven by a small script of ours that prints what it saw as one line of JSON.</summary>
public abstract class SdkTests(Site site, string script)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>What the scripted model says to the scripts' prompt.</summary>
    private protected const string Greeting = "You said: Say hello to Zoë.";

    /// <summary>What it says when the scripts' tool, asked about the plainest of all cities, has answered.</summary>
    private protected const string Forecast = "The tools said: It rains in sample.";

    /// <summary>What it says of the scripts' picture: all of it, to the byte.</summary>
    private protected const string Shown =
        "You showed: data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=";

    /// <summary>What it makes of the scripts' schema: the plainest of all people.</summary>
    private protected static object Person { get; } = JsonElement.Parse("""{"name":"sample","age":7,"tags":["sample"]}""");

    /// <returns>What the script saw.</returns>
    private protected async Task<JsonElement> SeeAsync(Behind behind, string scenario)
    {
        Installation.SkipWithout(Path.Combine(Installation.Sdks, "node_modules", ".package-lock.json"), "sdks");
        var place = await site.PlaceAsync(behind);
        using var work = new Workplace();
        var ran = await work.Command(
            Path.Combine(Installation.Node, "node"), [Path.Combine(Installation.Sdks, script), scenario],
            ("HOST", place.Host), ("BASE_URL", place.BaseUrl), ("API_KEY", place.Key)).RunAsync(Patience);
        ran.Output.TrimEnd().ShouldStartWith("{", Case.Sensitive, ran.ToString());
        return JsonElement.Parse(ran.Output.TrimEnd().Split('\n')[^1]);
    }

    /// <summary>The same though the provider dies in the middle of every stream.</summary>
    private protected async Task SeesThroughDeathsAsync(Behind behind, string scenario, object expected)
    {
        var before = site.Provider.Deaths;
        await SeesAsync(behind, scenario, expected);
        site.Provider.Deaths.ShouldBeGreaterThan(before, "Nothing was cut.");
    }

    /// <summary>What the script saw is this and no error.</summary>
    private protected async Task SeesAsync(Behind behind, string scenario, object expected)
    {
        var seen = await SeeAsync(behind, scenario);
        foreach (var wanted in JsonSerializer.SerializeToElement(expected).EnumerateObject())
        {
            seen.TryGetProperty(wanted.Name, out var value).ShouldBeTrue($"{scenario} saw no {wanted.Name}: {seen}");
            JsonElement.DeepEquals(value, wanted.Value).ShouldBeTrue($"{scenario} saw another {wanted.Name} than {wanted.Value}: {seen}");
        }
    }
}
