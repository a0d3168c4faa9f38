using System.Text.Json.Nodes;
using JusInfer.Portal.Tests.Gateway.RequestFields;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Gateway.Invoice;

/// <summary>
/// Every field that changes the bill, at every door: once, twice, in another case, as another type, empty and at its maximum. What is held
/// covers the bill, which is what is charged, or the call is rejected and no provider has it.
/// </summary>
[Slow]
public sealed class BilledFieldsTests(InvoiceHost host) : IClassFixture<InvoiceHost>
{
    private static readonly string[] Values =
    [
        "7", "-1", "1e9", "2.5", "\"7\"", "\"\"", "true", "null", "[]", "{}", "[1]", "{\"x\":1}",
    ];

    public static TheoryData<string, string> Doors => new()
    {
        { "chat", InvoiceHost.OpenAi },
        { "chat", InvoiceHost.Claude },
        { "chat", InvoiceHost.Responses },
        { "messages", InvoiceHost.Claude },
        { "messages", InvoiceHost.OpenAi },
        { "responses", InvoiceHost.Responses },
        { "responses", InvoiceHost.Claude },
        { "gemini", InvoiceHost.Gemini },
        { "ollama", InvoiceHost.OpenAi },
        { "completions", InvoiceHost.Completing },
    };

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task What_a_call_with_a_field_holds_covers_the_bill_that_is_charged(string door, string model)
    {
        var team = await host.Portal.SignUpAsync();
        var caller = await team.MintAsync(new { name = "capped", monthly_cap_usd = 900_000m, rpm = 1_000_000 });
        host.Clear(model);
        var served = new List<(string Fields, string Id, decimal Bill)>();
        var faults = new List<string>();

        foreach (var fields in AllVariants())
        {
            var before = host[model].Bills.Count;
            var (path, body) = RequestOf(door, model, fields);
            var answer = await caller.PostAsync(path, body);
            var bills = host[model].Bills;
            if (bills.Count > before) served.Add((fields, answer.RequestId, bills.Skip(before).Sum(static bill => bill.Usd)));
            else if (answer.Status is < 400 or >= 500) faults.Add($"{fields}: {answer.Status} {answer.Body}");
        }

        foreach (var (fields, id, bill) in served)
        {
            var receipt = await team.ReceiptAsync(id);
            var (cost, unbilled) = (receipt.GetProperty("cost_usd").GetDecimal(), receipt.GetProperty("unbilled_usd").GetDecimal());
            var held = receipt.GetProperty("holds")[0].GetProperty("held_usd").GetDecimal();
            if (Math.Abs(cost - bill) > 0.000001m || unbilled != 0 || held < bill)
                faults.Add($"{fields}: {bill} billed, {cost} charged, {unbilled} not, {held} held");
        }

        faults.ShouldBeEmpty(string.Join('\n', faults));
        served.Count.ShouldBeGreaterThan(20);
    }

    private static IEnumerable<string> AllVariants()
    {
        var once = RequestFieldList.All.Select(static field => field.Json).Where(static json => json.Length > 0)
            .Concat(BilledField.All.Select(static field => field.Json)).Distinct(StringComparer.Ordinal).ToList();
        var others = once.GroupBy(NameOf, StringComparer.Ordinal).SelectMany(static group => Others(group.Key, group.First()));
        return once.Concat(others).Concat(BilledField.All.Select(static field => field.Maximum)).Distinct(StringComparer.Ordinal);
    }

    /// <summary>The name of the last field.</summary>
    private static string NameOf(string json) => JsonNode.Parse($"{{{json}}}")!.AsObject().Last().Key;

    private static IEnumerable<string> Others(string name, string json)
    {
        yield return $"{json},{json}";
        yield return json.Replace($"\"{name}\"", $"\"{name.ToUpperInvariant()}\"", StringComparison.Ordinal);
        foreach (var value in Values) yield return $"\"{name}\":{value}";
    }

    /// <summary>A request without a limit of output, unless its dialect requires one.</summary>
    private static (string Path, string Body) RequestOf(string door, string model, string fields)
    {
        var hasLimit = fields.Contains("\"max_tokens\"", StringComparison.OrdinalIgnoreCase);
        return door switch
        {
            "messages" => ("/v1/messages", $$"""
                {"model":"{{model}}",{{(hasLimit ? "" : "\"max_tokens\":4000,")}}"messages":[{"role":"user","content":"hello"}],{{fields}}}
                """),
            "responses" =>
                ("/v1/responses", $$"""{"model":"{{model}}","store":false,"input":[{"role":"user","content":"hello"}],{{fields}}}"""),
            "gemini" => ($"/v1beta/models/{model}:generateContent",
                $$$"""{"contents":[{"role":"user","parts":[{"text":"hello"}]}],{{{fields}}}}"""),
            "ollama" => ("/api/chat",
                $$"""{"model":"{{model}}","stream":false,"messages":[{"role":"user","content":"hello"}],{{fields}}}"""),
            "completions" => ("/v1/completions", $$"""{"model":"{{model}}","prompt":"hello",{{fields}}}"""),
            _ => ("/v1/chat/completions", $$"""{"model":"{{model}}","messages":[{"role":"user","content":"hello"}],{{fields}}}"""),
        };
    }
}
