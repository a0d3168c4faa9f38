using JusInfer.Routing.Evaluation;
using JusInfer.Routing.Evaluation.Reports;

// Trains and evaluates the router from the development data: `dotnet run --project tools/JusInfer.Routing.Evaluation -c Release -- DATA [--write]`.
// Prints the report. With --write, it replaces docs/ROUTING.md and the model file of the gateway. Equal data gives equal output.
if (args is not [var data, .. var options] || !Directory.Exists(data))
{
    Console.Error.WriteLine("Name the folder of the development data, for example: dotnet run --project tools/JusInfer.Routing.Evaluation -c Release -- ../data --write");
    return 1;
}

var root = Repository.Find();
var evaluation = await RoutingEvaluation.RunAsync(data, new ShippedCatalog(Path.Combine(root, "catalog.json")), Console.Error);
Console.Write(evaluation.Report);
if (!options.Contains("--write")) return 0;

File.WriteAllText(Path.Combine(root, "docs", "ROUTING.md"), evaluation.Report);
File.WriteAllBytes(Path.Combine(root, "JusInfer.Portal", "Routing", "Steps", "step-head.bin"), evaluation.ModelFile);
return 0;
