using System.Text;
using MLOpsFunctions.Data;
using MLOpsFunctions.Definitions;
using static MLOpsFunctions.Shared.Tests.Data.SampleFiles;

namespace MLOpsFunctions.Shared.Tests.Data;

/// <summary>Files that cannot be used as a whole, and hostile ones.</summary>
public sealed class RefusedFileTests
{
    [Theory]
    [InlineData("", "empty")]
    [InlineData("a,b,c\n", "no rows")]
    [InlineData("a,b\n1,2\n", "too few rows")]
    [InlineData("a,b,a\n1,2,3\n1,2,4\n", "same name")]
    public void A_file_that_cannot_be_used_is_refused_with_the_reason(string text, string reason) =>
        Assert.Contains(reason, Refusal(() => Read(text)).Title);

    [Fact]
    public void A_label_with_one_value_is_refused() =>
        Assert.Contains(
            "one value only",
            Refusal(() => Read("a,y\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"{i % 4},yes\n")))).Title
        );

    [Fact]
    public void A_label_that_is_not_in_the_file_is_told_with_the_nearest_name()
    {
        var refusal = Refusal(() => Read(Rows(40), new ModelDefinition { Label = "pricee" }));

        Assert.Contains("'pricee' is not in the file", refusal.Title);
        Assert.Contains("price", refusal.Try);
    }

    [Fact]
    public void A_file_of_mostly_bad_rows_is_refused()
    {
        var text = "a,b,y\n" + string.Concat(Enumerable.Range(0, 100).Select(i => i % 3 == 0 ? $"{i % 4},{i % 5},{i % 7}\n" : "oops\n"));

        Assert.Contains("too few cells on 66 rows, first on line 3", Refusal(() => Read(text)).Found);
    }

    [Fact]
    public void Too_many_columns_are_refused() =>
        Assert.Contains(
            "too many columns",
            Refusal(() => Read(string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"c{i}")) + "\n")).Title
        );

    [Fact]
    public void A_line_beyond_the_bound_is_refused_without_being_held()
    {
        var before = GC.GetTotalAllocatedBytes();
        var refusal = Refusal(() => Ingestion.Read(new EndlessLine(256L << 20), new("m", "incoming/m/f.csv", null, Key)));

        Assert.Contains("too long", refusal.Title);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 64 << 20);
    }

    [Theory]
    [InlineData("a.csv.gz", "not gzip")]
    [InlineData("a.csv.GZ", "not gzip")]
    [InlineData("a.csv", null)]
    public void What_is_called_gzip_and_is_neither_that_nor_text_is_told_so(string name, string? part)
    {
        var garbage = new byte[4_000];
        new Random(3).NextBytes(garbage);
        garbage[0] = 0xE7;

        var refusal = Refusal(() => Ingestion.Read(new MemoryStream(garbage), new("m", $"incoming/m/{name}", null, Key)));

        Assert.Equal(part is not null, refusal.Title.Contains("not gzip"));
        Assert.Equal(
            40,
            Ingestion.Read(new MemoryStream(Encoding.UTF8.GetBytes(Rows(40))), new("m", $"incoming/m/{name}", null, Key)).Rows.Kept
        );
    }

    [Fact]
    public void A_gzip_bomb_is_refused()
    {
        var bomb = Gzip(new byte[64 << 20]);

        Assert.Contains(
            "unfolds to too much",
            Refusal(() =>
                Ingestion.Read(
                    new MemoryStream(Gzip([.. "a,b\n"u8, .. Enumerable.Repeat((byte)'\n', 64 << 20)])),
                    new("m", "incoming/m/f.csv", null, Key)
                )
            ).Title
        );
        Assert.ThrowsAny<ProblemException>(() => Read(bomb));
    }

    [Fact]
    public void A_file_that_was_compressed_twice_is_refused_for_what_it_is() =>
        Assert.Contains("within a gzip file", Refusal(() => Read(Gzip(Gzip(Encoding.UTF8.GetBytes(Rows(40)))))).Found);

    [Fact]
    public void A_header_that_cannot_be_used_is_shown()
    {
        Assert.Contains("\\u000a", Refusal(() => Read("\"" + Rows(40))).Found);
        Assert.Equal("'a'", Refusal(() => Read("a,b,a\n1,2,3\n1,2,4\n")).Found);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void More_distinct_texts_than_memory_is_for_are_refused(int threads)
    {
        string Text(int distinct) =>
            "name,y\n"
            + string.Concat(Enumerable.Range(0, 60_000).Select(i => $"{i % distinct:000000},{i % 7}\n").Select(row => "n" + row));
        IngestResult Read(int distinct) =>
            Ingestion.Read(
                new MemoryStream(Encoding.UTF8.GetBytes(Text(distinct))),
                new("m", "f", null, Key)
                {
                    Threads = threads,
                    Limits = new() { MaxDistinctBytes = 50_000 * (7 + 64) },
                }
            );

        Assert.Contains("too many different texts", Refusal(() => Read(50_001)).Title);
        Assert.Equal(50_000, ((TextColumn)Read(50_000).Frame.Columns[0]).Levels.Length);
    }

    [Fact]
    public void A_damaged_gzip_file_is_refused() =>
        Assert.Contains("damaged", Refusal(() => Read([0x1F, 0x8B, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])).Title);

    /// <summary>A line that goes on and on, made as it is read.</summary>
    private sealed class EndlessLine(long length) : Stream
    {
        private long _at;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position
        {
            get => _at;
            set => _at = value;
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, length - _at);
            buffer.AsSpan(offset, read).Fill((byte)'7');
            _at += read;
            return read;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
