using JusInfer.Routing.Evaluation;
using JusInfer.Routing.Evaluation.Reports;

// Trains and evaluates the router from the development data: `dotnet run --project tools/JusInfer.Routing.Evaluation -c Release -- DATA [--prompts] [--steps] [--floor] [--sessions] [--economics] [--write]`.
// Prints the report. With --write, it replaces docs/ROUTING.md and, after training, the model file of the gateway. With a part, only this part runs, and the
// others are kept. Equal data gives equal output. After a change of the step head's features it has to run twice: first for the model file, then for the replay.
if (args is not [var data, .. var options] || !Directory.Exists(data))
{
    Console.Error.WriteLine("Name the folder of the development data, for example: dotnet run --project tools/JusInfer.Routing.Evaluation -c Release -- ../data --write");
    return 1;
}

var root = Repository.Find();
var path = Path.Combine(root, "docs", "ROUTING.md");
var parts = Enum.GetValues<EvaluationParts>().Where(part => options.Contains($"--{part.ToString().ToLowerInvariant()}")).Aggregate(EvaluationParts.None, static (all, part) => all | part);
var evaluation = await RoutingEvaluation.RunAsync(
    data, new ShippedCatalog(Path.Combine(root, "catalog.json")), parts == EvaluationParts.None ? EvaluationParts.All : parts, path, Console.Error);
if (options.Contains("--write") && evaluation.ModelFile is { } file) File.WriteAllBytes(Path.Combine(root, "JusInfer.Portal", "Routing", "Steps", "step-head.bin"), file);
if (evaluation.Report is not { } report)
{
    Console.Error.WriteLine("The gateway's model file is not of these features, so the gateway cannot replay sessions. Run the command again after --write has replaced that file.");
    return 2;
}

Console.Write(report);
if (options.Contains("--write")) File.WriteAllText(path, report);
return 0;
