using System.Text;
using System.Text.Json;
using JusInfer.Portal.Routing.Steps;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Routing.Steps;

/// <summary>
/// Conversations with the exact results of the shipped step head, in <c>golden-steps.json</c>. A change of the extractor, of the hashes or of the model file changes
/// them. After training the model again, run this class with <c>JUSINFER_WRITE_GOLDEN=1</c>.
/// </summary>
public sealed class GoldenStepsTests
{
    private const double Tolerance = 0.0001;

    private static readonly string Path = Repository.PathOf("JusInfer.Portal.Tests", "Routing", "Steps", "golden-steps.json");

    private static readonly (string Command, string Result)[] Steps =
    [
        ("ls -R src", "src/parser.py\nsrc/lexer.py"),
        ("cat src/parser.py", "def parse(text):\n    return text.split(',')\n"),
        ("grep -rn 'parse(' tests", "tests/test_parser.py:12:    parse('a,b')"),
        ("cat <<'EOF' > reproduce.py\nfrom parser import parse\nprint(parse(None))\nEOF", string.Empty),
        ("python reproduce.py", "Traceback (most recent call last):\n  File \"reproduce.py\", line 2\nAttributeError: 'NoneType' object has no attribute 'split'"),
        ("sed -n '1,40p' src/parser.py", "def parse(text):\n    return text.split(',')\n"),
        ("sed -i 's/return text/return (text or \"\")/' src/parser.py", string.Empty),
        ("python reproduce.py", "['']"),
        ("python -m pytest -q tests", "2 passed in 0.03s"),
    ];

    [Fact]
    public void The_probability_that_the_next_step_changes_files_is_the_same_everywhere()
    {
        var risks = Risks();
        if (Environment.GetEnvironmentVariable("JUSINFER_WRITE_GOLDEN") == "1") File.WriteAllText(Path, JsonSerializer.Serialize(new Golden(risks, Words())) + "\n");

        var golden = JsonSerializer.Deserialize<Golden>(File.ReadAllText(Path)).ShouldNotBeNull();
        risks.ShouldBe(golden.Risks, Tolerance);
        Words().ShouldBe(golden.Words);
    }

    [Fact]
    public void Reading_at_the_start_of_a_task_is_less_risky_than_the_step_after_a_reproduced_error()
    {
        var risks = Risks();

        risks[0].ShouldBeLessThan(risks[5]);
        risks.ShouldAllBe(risk => risk > 0 && risk < 1);
    }

    [Fact]
    public void The_shipped_file_is_small()
    {
        StepClassifiers.Shipped.Error.ShouldBeNull();
        StepClassifierFile.Write(StepClassifiers.Shipped.Value).Length.ShouldBeLessThan(StepClassifierFile.MaxBytes);
        StepClassifiers.Shipped.Value.MissCost.ShouldBeGreaterThan(0);
    }

    private static double[] Risks()
    {
        var (head, trail, risks) = (StepClassifiers.Shipped.Value, default(StepHistory), new List<double>());
        trail.AddUser("You can run one command per turn."u8);
        trail.AddUser("Fix the bug: parse(None) raises an AttributeError."u8);
        foreach (var (command, result) in Steps)
        {
            var turn = Encoding.UTF8.GetBytes($"THOUGHT: next.\n\n```bash\n{command}\n```");
            trail.AddTurn(turn);
            trail.AddUser(Encoding.UTF8.GetBytes(result));
            risks.Add(head.Predict(in trail, Encoding.UTF8.GetBytes(result), turn));
        }

        return [.. risks];
    }

    private static int[] Words()
    {
        ushort[] result = new ushort[HashedText.MaxIndices], turn = new ushort[HashedText.MaxIndices];
        var (ofResult, ofTurn) = (HashedText.VisitResult("Error: 42 tests failed"u8, result), HashedText.VisitTurn("run Tests"u8, turn));
        return [.. result[..ofResult].Concat(turn[..ofTurn]).Select(index => (int)index)];
    }

    private sealed record Golden(double[] Risks, int[] Words);
}
