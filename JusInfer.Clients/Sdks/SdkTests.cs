using System.Text.Json;
using JusInfer.Clients.Infrastructure;

namespace JusInfer.Clients.Sdks;

/// <summary>Runs scenarios of a script with an official SDK. A scenario's observations are one line of JSON.</summary>
public abstract class SdkTests(ClientFixture fixture, string script) : IClassFixture<SdkProcess>
{
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

    /// <returns>The scenario's observations.</returns>
    private protected async Task<JsonElement> ObserveAsync(ClientTarget target, string scenario)
    {
        Installation.SkipWithout(Path.Combine(Installation.Sdks, "node_modules", ".package-lock.json"), "sdks");
        var process = await TestContext.Current.GetFixture<SdkProcess>();
        return await process!.RunAsync(script, scenario, await fixture.EndpointAsync(target));
    }

    /// <summary>As <see cref="ExpectAsync"/>, while the provider interrupts every stream.</summary>
    private protected async Task ExpectDespiteInterruptionsAsync(ClientTarget target, string scenario, object expected)
    {
        var before = fixture.Provider.Interruptions;
        await ExpectAsync(target, scenario, expected);
        fixture.Provider.Interruptions.ShouldBeGreaterThan(before, "No stream was interrupted.");
    }

    /// <summary>Checks that the scenario's observations include the expected values.</summary>
    /// <returns>All observations.</returns>
    private protected async Task<JsonElement> ExpectAsync(ClientTarget target, string scenario, object expected)
    {
        var observed = await ObserveAsync(target, scenario);
        foreach (var property in JsonSerializer.SerializeToElement(expected).EnumerateObject())
        {
            observed.TryGetProperty(property.Name, out var value).ShouldBeTrue($"{scenario} saw no {property.Name}: {observed}");
            JsonElement.DeepEquals(value, property.Value).ShouldBeTrue($"{scenario} saw another {property.Name} than {property.Value}: {observed}");
        }

        return observed;
    }
}
