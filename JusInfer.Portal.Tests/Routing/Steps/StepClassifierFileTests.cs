using System.Security.Cryptography;
using JusInfer.Portal.Routing.Steps;

namespace JusInfer.Portal.Tests.Routing.Steps;

public sealed class StepClassifierFileTests
{
    private static readonly StepClassifier Head = new()
    {
        Result = new WordScores([.. Enumerable.Range(0, HashedText.Size).Select(i => (sbyte)(((i * 7) % 200) - 100))], 0.01f, -0.5f),
        Turn = new WordScores([.. Enumerable.Range(0, HashedText.Size).Select(i => (sbyte)(((i * 3) % 200) - 100))], 0.02f, 0.25f),
        Base = -1,
        Trees = [[new TreeNode(3, 1.5f, 1, 2), new TreeNode(TreeNode.Leaf, -0.25f, 0, 0), new TreeNode(TreeNode.Leaf, 0.5f, 0, 0)]],
        MissCost = 700,
    };

    [Fact]
    public void A_head_is_read_as_it_was_written()
    {
        var read = StepClassifierFile.Read("head.bin", StepClassifierFile.Write(Head)).Value;

        foreach (var (words, written) in ((WordScores, WordScores)[])[(read.Result, Head.Result), (read.Turn, Head.Turn)])
        {
            words.Weights.ShouldBe(written.Weights);
            (words.Scale, words.Bias).ShouldBe((written.Scale, written.Bias));
        }

        read.Trees.ShouldHaveSingleItem().ShouldBe(Head.Trees[0]);
        (read.Base, read.MissCost).ShouldBe((-1f, 700f));
    }

    [Fact]
    public void Any_changed_byte_is_a_wrong_checksum_that_names_the_file()
    {
        var bytes = StepClassifierFile.Write(Head);
        for (var at = 0; at < bytes.Length; at += 97)
        {
            var damaged = bytes.ToArray();
            damaged[at] ^= 1;
            StepClassifierFile.Read("head.bin", damaged).Error.ShouldBe("The model file head.bin has a wrong checksum: it is damaged or incomplete. Restore it from the release.");
        }
    }

    [Fact]
    public void A_file_for_other_features_is_rejected_with_its_name()
    {
        var bytes = StepClassifierFile.Write(Head);
        bytes[6] ^= 1;

        StepClassifierFile.Read("head.bin", Signed(bytes)).Error.ShouldBe("The model file head.bin was trained for another list of features. Use the file of this version.");
    }

    [Fact]
    public void A_tree_that_would_not_end_is_rejected()
    {
        var circle = StepClassifierFile.Write(Head with { Trees = [[new TreeNode(0, 1, 0, 1), new TreeNode(TreeNode.Leaf, 0, 0, 0)]] });

        StepClassifierFile.Read("head.bin", circle).Error.ShouldBe("The model file head.bin has a tree that does not end.");
        StepClassifierFile.Read("head.bin", []).Error.ShouldNotBeNull();
        StepClassifierFile.Read("head.bin", Signed([.. StepClassifierFile.Write(Head)[..500], .. new byte[32]])).Error.ShouldBe("The model file head.bin is incomplete.");
    }

    private static byte[] Signed(byte[] bytes)
    {
        SHA256.HashData(bytes.AsSpan(0, bytes.Length - 32)).CopyTo(bytes, bytes.Length - 32);
        return bytes;
    }
}
