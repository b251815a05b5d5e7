using System.Globalization;
using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using MLOpsFunctions.Notes;
using static MLOpsFunctions.Shared.Tests.Data.SampleFiles;

namespace MLOpsFunctions.Shared.Tests.Data;

/// <summary>A column of personal data that nobody has decided on is neither learned nor stored.</summary>
public sealed class PersonalDataTests
{
    private const int Count = 60;

    public static TheoryData<string, string, Func<int, string>> Personal =>
        new()
        {
            { "contact", "e-mail addresses", i => $"jane.doe{i}@example.org" },
            { "c", "e-mail addresses", i => i % 9 == 0 ? $"Jane <jane{i}@mail.example.org>" : "none" + (i % 5) },
            { "c", "telephone numbers", i => $"+49 30 90182{i + 100}" },
            { "c", "telephone numbers", i => $"(212) 555-0{i + 100}" },
            { "phone", "telephone numbers", i => $"030 90182{i + 100}" },
            { "mobile_number", "telephone numbers", i => $"170901{i + 1000}" },
            { "account", "bank accounts", Iban },
            { "c", "payment cards", Card },
            { "c", "payment cards", i => string.Join(' ', Card(i).Chunk(4).Select(part => new string(part))) },
            { "c", "IP addresses", i => $"192.168.7.{i}" },
            { "c", "IP addresses", i => $"2001:db8::{i + 1:x}" },
            { "c", "national ids", i => $"219-09-{i + 1000}" },
            { "last_name", "names of people", i => "Miller" + (char)('a' + (i % 26)) },
            { "Name", "names of people", i => $"Braund, Mr. Owen {new string((char)('a' + (i % 26)), 1 + (i / 26))}" },
            { "street_address", "postal addresses", i => $"{i} High Street" },
            { "date_of_birth", "dates of birth", i => $"19{i + 20}-02-03" },
        };

    public static TheoryData<string, Func<int, string>> Ordinary =>
        new()
        {
            { "code", i => $"{1234567 + (i * 7919)}" },
            { "order", i => $"{4000000000000000 + (i * 7919L)}" },
            { "version", i => $"1.{i % 7}.{i % 5}.{i % 3}" },
            { "time", i => $"12:{i:00}:00" },
            { "part", i => $"AB-{i:0000}" },
            { "name", i => $"Widget {i % 7}" },
            { "product_name", i => "Chair" + (char)('a' + (i % 7)) },
            { "phone_type", i => i % 2 == 0 ? "fixed" : "mobile" },
            { "address_type", i => i % 2 == 0 ? "home address" : "office address" },
            {
                "review",
                i =>
                    $"the food was very good and the waiter number {i} was kind to all of us that evening"
                    + (i == 7 ? " write to a@b.org" : "")
            },
            { "ean", i => $"{200000000000 + (i * 7919L)}" },
        };

    [Theory]
    [MemberData(nameof(Personal))]
    public void It_is_left_out_and_the_run_says_how_to_decide(string column, string words, Func<int, string> value)
    {
        var (quarantine, csv) = (new MemoryStream(), Csv(column, value) + $"\"{value(3)}\",x,1,2,3\n");

        var result = Ingestion.Read(
            new MemoryStream(Encoding.UTF8.GetBytes(csv)),
            new("m", "incoming/m/f.csv", null, Key) { Quarantine = quarantine }
        );

        Assert.DoesNotContain(result.Schema, kept => kept.Name == column);
        Assert.Equal(PiiHandling.Drop, result.Definition.Columns[column].Pii);
        var sentence = result.Notes[0].Sentence();
        Assert.Contains($"'{column}'", sentence);
        Assert.Contains(words, sentence);
        var stored =
            Encoding.UTF8.GetString(quarantine.ToArray())
            + Json.Write(result.Notes)
            + Json.Write(result.Profile)
            + Json.Write(result.Examples)
            + Json.Write(result.Reasons)
            + Encoding.UTF8.GetString(Bytes(result.Frame));
        Assert.All(Enumerable.Range(0, Count), i => Assert.DoesNotContain(value(i), stored));
    }

    [Theory]
    [MemberData(nameof(Ordinary))]
    public void Ordinary_columns_are_no_personal_data(string column, Func<int, string> value)
    {
        var result = Read(Csv(column, value));

        Assert.Contains(result.Schema, kept => kept.Name == column);
        Assert.DoesNotContain(result.Notes, note => note.Code == "personal-column");
    }

    [Theory]
    [InlineData(PiiHandling.Keep, "jane.doe5@example.org")]
    [InlineData(PiiHandling.Mask, "***")]
    public void A_person_s_decision_counts(PiiHandling pii, string stored)
    {
        var result = Read(
            Csv("contact", i => $"jane.doe{i}@example.org"),
            new() { Columns = new Dictionary<string, ColumnDefinition> { ["contact"] = new(Pii: pii) } }
        );

        Assert.Equal(stored, ((TextColumn)result.Frame.Find("contact")!)[5]);
        Assert.DoesNotContain(result.Notes, note => note.Code == "personal-column");
    }

    [Fact]
    public void A_label_that_looks_like_personal_data_is_refused()
    {
        var refusal = Refusal(() => Read(Csv("contact", i => $"jane{i % 3}@example.org"), new() { Label = "contact" }));

        Assert.Contains("'contact'", refusal.Title);
        Assert.DoesNotContain("jane", refusal.ToString());
    }

    [Fact]
    public void What_groups_rows_is_hashed() =>
        Assert.Equal(
            PiiHandling.Hash,
            Read(
                Csv("contact", i => $"jane{i % 9}@example.org"),
                new() { Columns = new Dictionary<string, ColumnDefinition> { ["contact"] = new(Role: ColumnRole.Group) } }
            )
                .Definition.Columns["contact"]
                .Pii
        );

    private static string Csv(string column, Func<int, string> value) =>
        $"\"{column}\",size,y\n"
        + string.Concat(
            Enumerable
                .Range(0, Count)
                .Select(i => string.Create(CultureInfo.InvariantCulture, $"\"{value(i)}\",{i * 7 % 31 / 2.0},{i * 13 % 97 / 4.0}\n"))
        );

    private static string Iban(int i)
    {
        var bank = string.Create(CultureInfo.InvariantCulture, $"3704004405320130{i:00}");
        var rest = System.Numerics.BigInteger.Parse(bank + "131400", CultureInfo.InvariantCulture) % 97;
        return string.Create(CultureInfo.InvariantCulture, $"DE{98 - (int)rest:00}{bank}");
    }

    private static string Card(int i)
    {
        var digits = string.Create(CultureInfo.InvariantCulture, $"4111111111111{i:00}");
        var sum = digits
            .Reverse()
            .Select((digit, place) => (digit - '0') * (place % 2 == 0 ? 2 : 1))
            .Sum(value => value > 9 ? value - 9 : value);
        return digits + ((10 - (sum % 10)) % 10);
    }
}
