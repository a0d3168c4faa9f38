using System.Text.Json;
using JusInfer.Clients.Infrastructure;

namespace JusInfer.Clients.Sdks;

/// <summary>Runs a script with an official SDK. The script prints its observations as one line of JSON.</summary>
public abstract class SdkTests(ClientFixture fixture, string script)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>The scripted model's answer to the scripts' prompt.</summary>
    private protected const string Greeting = "You said: Say hello to Zoë.";

    /// <summary>Its answer after the scripts' tool returned a result for the sample city.</summary>
    private protected const string Forecast = "The tools said: It rains in sample.";

    /// <summary>Its answer to the scripts' image, which contains every byte of it.</summary>
    private protected const string ImageAnswer =
        "You showed: data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=";

    /// <summary>Its answer to the scripts' document, which contains every byte of it.</summary>
    private protected const string DocumentAnswer = "You showed: data:application/pdf;base64,JVBERi0xLjQKJcOkw7zDtsOfCg==";

    /// <summary>The vectors of the scripts' texts, which end with the length of each.</summary>
    private protected static double[][] Vectors { get; } = [[0.25, -0.5, 10], [0.25, -0.5, 3], [0.25, -0.5, 12]];

    /// <summary>The sample person that it creates from the scripts' schema.</summary>
    private protected static object Person { get; } = JsonElement.Parse("""{"name":"sample","age":7,"tags":["sample"]}""");

    /// <returns>The script's observations.</returns>
    private protected async Task<JsonElement> ObserveAsync(ClientTarget target, string scenario)
    {
        Installation.SkipWithout(Path.Combine(Installation.Sdks, "node_modules", ".package-lock.json"), "sdks");
        var endpoint = await fixture.EndpointAsync(target);
        using var workspace = new Workspace();
        var result = await workspace.Command(
            Path.Combine(Installation.Node, "node"), [Path.Combine(Installation.Sdks, script), scenario],
            ("HOST", endpoint.Host), ("BASE_URL", endpoint.BaseUrl), ("API_KEY", endpoint.Key)).RunAsync(Timeout);
        result.Output.TrimEnd().ShouldStartWith("{", Case.Sensitive, result.ToString());
        return JsonElement.Parse(result.Output.TrimEnd().Split('\n')[^1]);
    }

    /// <summary>As <see cref="ExpectAsync"/>, while the provider interrupts every stream.</summary>
    private protected async Task ExpectDespiteInterruptionsAsync(ClientTarget target, string scenario, object expected)
    {
        var before = fixture.Provider.Interruptions;
        await ExpectAsync(target, scenario, expected);
        fixture.Provider.Interruptions.ShouldBeGreaterThan(before, "No stream was interrupted.");
    }

    /// <summary>Checks that the script's observations include the expected values.</summary>
    private protected async Task ExpectAsync(ClientTarget target, string scenario, object expected)
    {
        var observed = await ObserveAsync(target, scenario);
        foreach (var property in JsonSerializer.SerializeToElement(expected).EnumerateObject())
        {
            observed.TryGetProperty(property.Name, out var value).ShouldBeTrue($"{scenario} saw no {property.Name}: {observed}");
            JsonElement.DeepEquals(value, property.Value).ShouldBeTrue($"{scenario} saw another {property.Name} than {property.Value}: {observed}");
        }
    }
}
