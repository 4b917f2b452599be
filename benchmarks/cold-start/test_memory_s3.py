"""The in-memory S3 of the benchmark does what the functions rely on."""

import sys
import unittest
import urllib.error
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from memory_s3 import MemoryS3, unchunked  # noqa: E402


class MemoryS3Test(unittest.TestCase):
    def setUp(self) -> None:
        self.s3 = MemoryS3({"a/1": b"one", "a/2": b"two", "b": b"0123456789"})
        self.addCleanup(self.s3.close)

    def request(self, method: str, path: str, body: bytes | None = None, **headers: str):
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        url = f"{self.s3.url}/bucket/{path}"
        request = urllib.request.Request(url, data=body, method=method, headers=names)
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status, answer.read(), answer.headers
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read(), error.headers

    def test_an_object_is_read_whole_or_in_part(self) -> None:
        self.assertEqual(self.request("GET", "b")[1], b"0123456789")
        status, part, headers = self.request("GET", "b", Range="bytes=2-4")
        self.assertEqual((status, part), (206, b"234"))
        self.assertEqual(headers["Content-Range"], "bytes 2-4/10")
        self.assertEqual(self.request("GET", "b", Range="bytes=7-")[1], b"789")

    def test_what_is_not_there_is_404(self) -> None:
        self.assertEqual(self.request("GET", "c")[0], 404)
        self.assertEqual(self.request("HEAD", "c")[0], 404)

    def test_a_conditional_put_is_refused_when_it_should_be(self) -> None:
        self.assertEqual(self.request("PUT", "b", b"x", If_None_Match="*")[0], 412)
        self.assertEqual(self.request("PUT", "b", b"x", If_Match='"other"')[0], 412)
        tag = self.request("HEAD", "b")[2]["ETag"]
        self.assertEqual(self.request("PUT", "b", b"x", If_Match=tag)[0], 200)
        self.assertEqual(self.request("PUT", "c", b"x", If_None_Match="*")[0], 200)
        self.assertEqual((self.s3.objects["b"], self.s3.objects["c"]), (b"x", b"x"))

    def test_a_listing_has_the_keys_with_the_prefix_in_order(self) -> None:
        text = self.request("GET", "?list-type=2&prefix=a%2F")[1].decode()
        self.assertLess(text.index("<Key>a/1</Key>"), text.index("<Key>a/2</Key>"))
        self.assertNotIn("<Key>b</Key>", text)

    def test_it_can_be_put_back(self) -> None:
        self.request("PUT", "b", b"x")
        self.s3.reset()
        self.assertEqual(self.s3.objects["b"], b"0123456789")

    def test_chunks_are_put_together(self) -> None:
        signed = b"3;chunk-signature=ab\r\nabc\r\n2;chunk-signature=cd\r\nde\r\n0;chunk-signature=ef\r\n\r\n"
        self.assertEqual(unchunked(signed), b"abcde")
        self.assertEqual(unchunked(b"1\r\nx\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n"), b"x")


if __name__ == "__main__":
    unittest.main()
